//! Questions about an offer, answered in public: shown once they are answered. Each answer that stood
//! there before is kept for the sellers and the officers above them.

pub mod model;
mod service;
mod store;

pub use model::{Answering, EarlierAnswer, NewQuestion, Question, QuestionStatus};
pub use service::{
    answer_question, ask_question, earlier_answers, first_questions, questions_of_product,
    questions_of_viewer, questions_unanswered, remove_question,
};
