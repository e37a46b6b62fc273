//! The support code itself.

use std::time::Duration;

use entity::kind::Role;
use tumbuh::auth::Permission;

use crate::support::on_each;

#[test]
fn a_caller_has_the_rights_of_its_role_or_scopes() {
    on_each(async |app| {
        let path = "/api/v1/audit-events";
        app.anonymous().get(path).await.expect(401);
        app.client(Role::Viewer, "64.74")
            .await
            .get(path)
            .await
            .expect(403);
        let auditor = app.client(Role::Auditor, "64").await;
        auditor.get(path).send().await.expect(200);
        let system = app.client_with(&[Permission::ReadAudit], "64.74").await;
        let page = system.get(path).await.expect(200).json();
        assert_eq!(page["items"], serde_json::json!([]));
        app.clock.advance(Duration::from_secs(601));
        system.get(path).await.expect(401);
    });
}
