//! What people read, in both languages of the service.

use std::borrow::Cow;

/// The languages of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Bahasa Indonesia, the default.
    #[default]
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// The tag for `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    /// The better of the two by an `Accept-Language` header; Indonesian if it names neither.
    pub fn negotiate(header: &str) -> Self {
        let weight = |tag: &str| {
            header
                .split(',')
                .filter_map(|range| {
                    let mut parts = range.split(';');
                    let name = parts.next()?.trim().to_ascii_lowercase();
                    let quality = parts
                        .find_map(|p| {
                            p.trim()
                                .strip_prefix("q=")
                                .map(|q| q.parse::<f32>().unwrap_or(0.0))
                        })
                        .unwrap_or(1.0);
                    (name == tag || name.starts_with(&format!("{tag}-"))).then_some(quality)
                })
                .fold(0.0, f32::max)
        };
        if weight("en") > weight("id") {
            Self::English
        } else {
            Self::Indonesian
        }
    }
}

/// One message in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Bahasa Indonesia.
    pub id: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Text {
    /// The message in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.id,
            Language::English => &self.en,
        }
    }
}

/// A message: Indonesian first, English second.
pub fn text(id: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Text {
    Text {
        id: id.into(),
        en: en.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiates() {
        for (header, language) in [
            ("", Language::Indonesian),
            ("en", Language::English),
            ("en-GB,id;q=0.5", Language::English),
            ("id,en;q=0.9", Language::Indonesian),
            ("fr", Language::Indonesian),
            ("en;q=0", Language::Indonesian),
            ("*", Language::Indonesian),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header}");
        }
    }
}
