//! What forms in the field need of scripts beside questions: names of languages
//! and the key that answers are encrypted for.

use crate::base::{Diag, Span};

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
    if is_private(&key) {
        let span = ctx.value_span(node, &[Step::Key("submission_key")]);
        let mut diag = Diag::error("this is a private key: it must never stand in a script; make another pair")
            .at(Span::line(span.file, span.line))
            .hint(
                "who has seen it can read what was encrypted for it: take it out, also of older versions of the file",
            )
            .hint("openssl rsa -in private.pem -pubout prints the public one of a pair");
        // The line is not printed again.
        diag.source_line = Some("submission_key = …".into());
        ctx.complain(diag);
        return String::new();
    }
    if let Err(why) = public_key(&key) {
        let span = ctx.value_span(node, &[Step::Key("submission_key")]);
        ctx.complain(Diag::error(format!("submission_key is no public key: {why}")).at(span).hint(
            "make a pair with: openssl genrsa -out private.pem 2048 && openssl rsa -in private.pem -pubout; \
             copy what stands between the lines with dashes, and keep private.pem away from devices and from here",
        ));
    }
    key
}

/// The object identifier of RSA keys, and how those of encrypted private keys
/// begin (RFC 8018: PKCS #5).
const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const ENCRYPTED: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
/// Tags of DER (X.690, 8).
const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const OCTETS: u8 = 0x04;
const IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// What stands first in DER; what is cut off ends where the bytes do.
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    behind: &'a [u8],
    whole: bool,
}

impl<'a> Element<'a> {
    fn first(bytes: &'a [u8]) -> Option<Element<'a>> {
        let (&tag, rest) = bytes.split_first()?;
        let (&size, rest) = rest.split_first()?;
        let (length, rest) = match size {
            0..=0x7f => (usize::from(size), rest),
            0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(usize::from(size & 0x7f))?;
                (digits.iter().fold(0, |n, d| n << 8 | usize::from(*d)), rest)
            }
            _ => return None,
        };
        let (content, behind) = rest.split_at(length.min(rest.len()));
        Some(Element { tag, content, behind, whole: content.len() == length })
    }

    fn of(tag: u8, bytes: &'a [u8]) -> Option<Element<'a>> {
        Element::first(bytes).filter(|e| e.tag == tag)
    }
}

/// Whether it is a private key, or the beginning of one: PKCS #8 and its
/// encrypted form, PKCS #1, SEC 1. They begin with their version, 0 or 1, or say
/// that they are encrypted; a public one begins with its kind or its modulus.
fn is_private(key: &str) -> bool {
    if key.contains("PRIVATE") {
        return true;
    }
    // A key that was cut off is one all the same.
    let body = key.trim_end_matches('=');
    let whole = &body[..body.char_indices().nth(body.len() / 4 * 4).map_or(body.len(), |(at, _)| at)];
    let bytes = base64(whole).unwrap_or_default();
    let Some(inside) = Element::of(SEQUENCE, &bytes) else { return false };
    let Some(head) = Element::first(inside.content) else { return false };
    match head.tag {
        INTEGER => matches!(head.content, [0 | 1]),
        SEQUENCE => {
            let kind = Element::of(IDENTIFIER, head.content);
            kind.is_some_and(|k| k.content.starts_with(&ENCRYPTED))
                || Element::first(head.behind).is_some_and(|e| e.tag == OCTETS)
        }
        _ => false,
    }
}

/// Whether `text` is base64 of an RSA public key as ODK takes it: a
/// SubjectPublicKeyInfo (RFC 5280, 4.1) of rsaEncryption.
fn public_key(text: &str) -> Result<(), &'static str> {
    const CUT: &str = "something is missing from it, or too much";
    let bytes = base64(text).ok_or("it is not base64")?;
    let whole = |e: &Element| e.whole && e.behind.is_empty();
    let outer = Element::of(SEQUENCE, &bytes).filter(whole).ok_or(CUT)?;
    let head = Element::first(outer.content).ok_or(CUT)?;
    if head.tag == INTEGER {
        // PKCS #1: devices want the kind before it.
        return Err("it does not say of which kind it is (openssl rsa -RSAPublicKey_in -pubout adds that)");
    }
    let kind = Some(head).filter(|h| h.tag == SEQUENCE).ok_or(CUT)?;
    if Element::of(IDENTIFIER, kind.content).is_none_or(|k| k.content != RSA) {
        return Err("it is not of the kind RSA");
    }
    let bits = Element::of(BITS, kind.behind).filter(whole).ok_or(CUT)?;
    let numbers = bits.content.strip_prefix(&[0]).and_then(|b| Element::of(SEQUENCE, b)).filter(whole);
    let modulus = numbers.and_then(|n| Element::of(INTEGER, n.content)).filter(|m| m.whole).ok_or(CUT)?;
    Element::of(INTEGER, modulus.behind).filter(whole).ok_or(CUT)?;
    let digits = modulus.content.iter().skip_while(|b| **b == 0).count();
    if digits < 256 { Err("it has fewer than 2048 bits") } else { Ok(()) }
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
