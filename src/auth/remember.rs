//! Answers that are given again as long as nothing has been written: people of one office look at the same page.

use std::time::Duration;

use uuid::Uuid;

use super::guard::Authorized;
use crate::db::Versions;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::text::Language;

/// The most bytes of answers.
const CAPACITY: u64 = 32 * 1024 * 1024;
/// The longest that an answer is given again, since some depend on the day.
const LIFETIME: Duration = Duration::from_secs(60);

/// Who asks what.
#[derive(PartialEq, Eq, Hash)]
struct Question {
    actor: Uuid,
    language: Language,
    target: String,
}

/// The answers.
pub struct Answers(moka::sync::Cache<Question, (Versions, Reply)>);

impl Default for Answers {
    fn default() -> Self {
        let weigh = |question: &Question, (_, reply): &(Versions, Reply)| {
            let bytes = question.target.len() + reply.body.len() + 500;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let cache = moka::sync::Cache::builder()
            .max_capacity(CAPACITY)
            .weigher(weigh)
            .time_to_live(LIFETIME);
        Self(cache.build())
    }
}

impl<P> Authorized<P> {
    /// The answer to a read: as it was computed before, if nothing at all has been written since the versions were read for
    /// this request. Not for answers that have to be audited, nor for those that change by the second.
    ///
    /// # Errors
    /// Those of `answer`, which are not kept.
    pub async fn remembered(
        &self,
        answer: impl AsyncFnOnce() -> Result<Reply, Problem>,
    ) -> Result<Reply, Problem> {
        let context = self.context();
        let answers = &self.services().answers.0;
        let question = Question {
            actor: self.actor().id,
            language: context.language,
            target: context.target.to_string(),
        };
        if let Some((versions, reply)) = answers.get(&question)
            && versions == context.versions
        {
            return Ok(reply);
        }
        let reply = answer().await?;
        answers.insert(question, (context.versions, reply.clone()));
        Ok(reply)
    }
}
