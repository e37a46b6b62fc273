//! What is known of a request beside its caller.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::{HttpMessage, HttpRequest};
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::Versions;
use crate::text::Language;

/// What is known of a request beside its caller.
#[derive(Clone)]
pub struct RequestContext {
    /// Its id, in logs, audit log and problems.
    pub id: Uuid,
    /// The language of messages.
    pub language: Language,
    /// Where it came from.
    pub address: IpAddr,
    /// What was asked: path and query.
    pub target: Arc<str>,
    /// How far the database had moved when the caller was identified.
    pub versions: Versions,
}

impl RequestContext {
    /// Read once; the first reader makes the id.
    pub(crate) fn of(req: &ServiceRequest, clock: &dyn Clock) -> Self {
        if let Some(context) = req.extensions().get::<Self>() {
            return context.clone();
        }
        Self::new(req.request(), clock.new_id())
    }

    pub(crate) fn new(req: &HttpRequest, id: Uuid) -> Self {
        let language = req
            .headers()
            .get("accept-language")
            .and_then(|h| h.to_str().ok())
            .map_or_else(Language::default, Language::negotiate);
        let address = req
            .peer_addr()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |a| a.ip());
        Self {
            id,
            language,
            address,
            target: req.uri().to_string().into(),
            versions: Versions::default(),
        }
    }
}
