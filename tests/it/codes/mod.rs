//! One-time codes: joining from a new phone, coming back, and everything that goes wrong with it.

mod counting;
mod delivery;
mod joining;
mod recovery;

use serde_json::{Value, json};
use stories::PASSWORD;

const VIEWER: &str = "{ viewer { id phone } }";
const REGISTER: &str = "mutation($input: AccountRegisterInput!) { accountRegister(input: $input) { tokens { accessToken sessionId } viewer { id privacyNoticeVersion } userErrors { code field message } } }";
const RESET: &str = "mutation($input: PasswordResetInput!) { passwordReset(input: $input) { done userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: PhoneChangeInput!) { phoneChange(input: $input) { viewer { phone } userErrors { code field message } } }";
const PHONE: &str = "+60199990001";

fn registration(phone: &str, proof: &str) -> Value {
    json!({ "input": { "phone": phone, "password": PASSWORD, "displayName": "Aminah", "privacyNoticeVersion": "2026-01", "phoneProof": proof } })
}

fn reset(proof: &str, password: &str) -> Value {
    json!({ "input": { "phoneProof": proof, "password": password } })
}

/// A code that is not this one.
fn another(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}
