//! A request to an OAuth endpoint: its form, and who the client says it is. What is wrong with it is kept for the service,
//! which answers in OAuth's own words.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::LocalBoxFuture;

use super::error::OAuthError;
use crate::auth::Actor;
use crate::auth::authenticate::Identity;
use crate::http::limits::collect;
use crate::problem::{Kind, Problem};
use crate::secret::Secret;

/// The most bytes of a form: all members fit in at their longest, with every character encoded.
const FORM_LIMIT: usize = 128 * 1024;

/// The most characters of the members that are read.
const LENGTHS: [(&str, usize); 5] = [
    ("token", 4096),
    ("scope", 1000),
    ("client_secret", 200),
    ("client_id", 100),
    ("token_type_hint", 100),
];

/// The form and the caller.
pub(super) struct OAuthRequest {
    /// The form.
    pub(super) form: Result<Form, OAuthError>,
    /// The value of a Basic `Authorization` header.
    pub(super) basic: Option<String>,
    /// A person or system with a bearer token.
    pub(super) bearer: Option<Arc<Actor>>,
}

/// The members of a form; each at most once.
#[derive(Debug)]
pub(super) struct Form(HashMap<String, String>);

/// Who a client says it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credentials {
    /// The client id.
    pub(super) client_id: String,
    /// The client secret.
    pub(super) secret: Secret,
}

impl FromRequest for OAuthRequest {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let head = check_head(req);
        let basic = header(req, AUTHORIZATION.as_str())
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
            .map(|(_, value)| value.trim().to_owned());
        let bearer = match req.extensions().get::<Identity>() {
            Some(Identity::Known(actor)) => Some(Arc::clone(actor)),
            _ => None,
        };
        let payload = payload.take();
        Box::pin(async move {
            let form = match head {
                Ok(()) => read(payload).await,
                Err(error) => Err(error),
            };
            Ok(Self {
                form,
                basic,
                bearer,
            })
        })
    }
}

fn header<'a>(req: &'a HttpRequest, name: &str) -> &'a str {
    req.headers()
        .get(name)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default()
}

fn check_head(req: &HttpRequest) -> Result<(), OAuthError> {
    let media_type = header(req, CONTENT_TYPE.as_str())
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(OAuthError::MEDIA_TYPE);
    }
    if !req.query_string().is_empty() {
        return Err(OAuthError::invalid_request(
            "parameters belong into the body",
        ));
    }
    Ok(())
}

async fn read(payload: Payload) -> Result<Form, OAuthError> {
    match collect(payload, FORM_LIMIT).await {
        Ok(body) => Form::parse(&body),
        Err(problem) if problem.kind() == Kind::TooLarge => Err(OAuthError::TOO_LARGE),
        Err(_) => Err(OAuthError::invalid_request("the body broke off")),
    }
}

impl Form {
    /// Reads a form. Unknown members are passed over and empty ones taken for absent, as RFC 6749 §3.2 wants it.
    fn parse(body: &[u8]) -> Result<Self, OAuthError> {
        let mut members = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(body).into_owned() {
            if members.insert(name, value).is_some() {
                return Err(OAuthError::invalid_request("a parameter is repeated"));
            }
        }
        members.retain(|_, value| !value.is_empty());
        let too_long = |(name, most): &(&str, usize)| {
            let value: Option<&String> = members.get(*name);
            value.is_some_and(|value| value.chars().count() > *most)
        };
        if LENGTHS.iter().any(too_long) {
            return Err(OAuthError::invalid_request("a parameter is too long"));
        }
        Ok(Self(members))
    }

    /// A member.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The token that is asked about.
    pub(super) fn token(&self) -> Result<&str, OAuthError> {
        self.get("token")
            .ok_or(OAuthError::invalid_request("token is missing"))
    }

    /// Who the client says it is: in the header or in the form, but not in both.
    pub(super) fn credentials(
        &self,
        basic: Option<&str>,
    ) -> Result<Option<Credentials>, OAuthError> {
        let (id, secret) = (self.get("client_id"), self.get("client_secret"));
        let Some(basic) = basic else {
            return match (id, secret) {
                (Some(id), Some(secret)) => Ok(Some(Credentials {
                    client_id: id.to_owned(),
                    secret: Secret::new(secret),
                })),
                (None, None) => Ok(None),
                _ => Err(OAuthError::INVALID_CLIENT),
            };
        };
        let shown = decode_basic(basic).ok_or(OAuthError::INVALID_CLIENT)?;
        if secret.is_some() || id.is_some_and(|id| id != shown.client_id) {
            return Err(OAuthError::invalid_request(
                "the client is named in the header and in the body",
            ));
        }
        Ok(Some(shown))
    }
}

/// Both parts are form-encoded before they are joined (RFC 6749 §2.3.1); ours stay as they are by that.
fn decode_basic(value: &str) -> Option<Credentials> {
    let text = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some(Credentials {
        client_id: form_decode(id),
        secret: Secret::new(form_decode(secret)),
    })
}

fn form_decode(text: &str) -> String {
    let named = format!("v={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(named.as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Form {
        Form::parse(body.as_bytes()).unwrap()
    }

    fn shown(id: &str, secret: &str) -> Credentials {
        Credentials {
            client_id: id.to_owned(),
            secret: Secret::new(secret),
        }
    }

    #[test]
    fn reads_credentials_from_one_place() {
        let basic = STANDARD.encode("system-1:s%2Bx-y_z");
        let basic = Some(basic.as_str());
        for (body, header, expected) in [
            ("", None, Ok(None)),
            ("", basic, Ok(Some(shown("system-1", "s+x-y_z")))),
            (
                "client_id=system-1",
                basic,
                Ok(Some(shown("system-1", "s+x-y_z"))),
            ),
            (
                "client_id=a&client_secret=b",
                None,
                Ok(Some(shown("a", "b"))),
            ),
            ("client_id=a", None, Err(401)),
            ("", Some("no base64"), Err(401)),
            ("client_secret=b", basic, Err(400)),
            ("client_id=other", basic, Err(400)),
        ] {
            let found = form(body).credentials(header).map_err(|e| e.status);
            assert_eq!(found, expected, "{body} {header:?}");
        }
    }

    #[test]
    fn takes_empty_for_absent_and_refuses_repetition() {
        let form = form("scope=&grant_type=client_credentials&x=1");
        assert_eq!(form.get("scope"), None);
        assert_eq!(form.get("grant_type"), Some("client_credentials"));
        assert!(Form::parse(b"a=1&a=2").is_err());
        let hint = |length| format!("token_type_hint={}", "x".repeat(length));
        assert!(Form::parse(hint(100).as_bytes()).is_ok());
        assert!(Form::parse(hint(101).as_bytes()).is_err());
    }
}
