//! What forms in the field need of scripts beside questions: names of languages
//! and the key that answers are encrypted for.

use crate::base::Diag;

use super::super::errors::clip;
use super::super::fits;
use super::super::node::Node;
use super::super::source::Step;
use super::Ctx;

/// What a script calls languages, by code.
pub fn language_names(ctx: &mut Ctx, node: &Node) -> Vec<(String, String)> {
    let names = node.named_texts("language_names");
    for (code, _) in &names {
        if !fits::is_language(code) {
            let span = ctx.key_span(node, &[Step::Key("language_names"), Step::Key(code)]);
            ctx.complain(
                Diag::error(format!("'{}' is no language code", clip(code)))
                    .at(span)
                    .hint("two or three lowercase letters, as in sw or km"),
            );
        }
    }
    names
}

/// The key, without the line breaks it is often printed with.
pub fn submission_key(ctx: &mut Ctx, node: &Node) -> String {
    let Some(text) = node.text("submission_key") else { return String::new() };
    let key: String = text.split_whitespace().collect();
    if let Err(why) = public_key(&key) {
        let span = ctx.value_span(node, &[Step::Key("submission_key")]);
        ctx.complain(Diag::error(format!("submission_key is no public key: {why}")).at(span).hint(
            "make a pair with: openssl genrsa -out private.pem 2048 && openssl rsa -in private.pem -pubout; \
             copy what stands between the lines with dashes, and keep private.pem away from devices and from here",
        ));
    }
    key
}

/// Whether `text` is base64 of an RSA public key as ODK takes it: a
/// SubjectPublicKeyInfo (RFC 5280, 4.1) of rsaEncryption.
fn public_key(text: &str) -> Result<(), &'static str> {
    const RSA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    if text.contains("PRIVATE") {
        return Err("it is a private one, which must not be here");
    }
    let bytes = base64(text).ok_or("it is not base64")?;
    let length = match bytes.as_slice() {
        [0x30, 0x81, n, rest @ ..] => Some((usize::from(*n), rest.len())),
        [0x30, 0x82, a, b, rest @ ..] => Some((usize::from(*a) << 8 | usize::from(*b), rest.len())),
        _ => None,
    };
    if length.is_none_or(|(says, is)| says != is) {
        return Err("something is missing from it, or too much");
    }
    if !bytes.windows(RSA.len()).any(|w| w == RSA) {
        return Err("it is not of the kind RSA");
    }
    // A modulus of 2048 bits and what stands around it.
    if bytes.len() < 290 { Err("it has fewer than 2048 bits") } else { Ok(()) }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let body = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - body.len() > 2 {
        return None;
    }
    let (mut out, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for c in body.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            // The lowest eight bits that are complete.
            out.push((held >> bits & 0xff) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}
