//! `dh sample size`: interviews for a margin or a difference, and what a number
//! of interviews gives.

use serde_json::json;

use crate::base::Diag;
use crate::base::number::grouped;
use crate::report::text::TextTable;
use crate::stats::sampling::size::{Assumed, cluster_effect, detectable, for_difference};

use super::super::{Answer, Block};
use super::{MARKS, marked, percent, plain, reliability, up, wrong};

/// What is assumed and what is asked. Exactly one of `margin`, `difference` and
/// `n` is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The share that is to be estimated, between 0 and 1.
    pub proportion: Option<f64>,
    /// Half-width of the interval.
    pub margin: Option<f64>,
    /// Difference between two groups that is to be found.
    pub difference: Option<f64>,
    pub n: Option<f64>,
    /// The design effect; or `icc` and `take`, from which it follows.
    pub deff: Option<f64>,
    pub icc: Option<f64>,
    pub take: Option<f64>,
    /// What unequal weights add (Kish), beside the clusters.
    pub weighting: Option<f64>,
    /// The share of eligible addresses that give an interview.
    pub response: Option<f64>,
    /// The share of addresses where somebody is eligible.
    pub eligible: Option<f64>,
    pub population: Option<f64>,
    /// Groups that each are to meet the margin.
    pub groups: Option<f64>,
    /// Shares of subgroups, with `n`.
    pub shares: Vec<f64>,
    pub power: Option<f64>,
    pub level: Option<f64>,
}

/// The design effect with its words.
struct Effect {
    clusters: Option<(f64, f64)>,
    weighting: f64,
    given: f64,
    words: String,
}

impl Effect {
    fn of(request: &Request) -> Result<Effect, Diag> {
        let weighting = request.weighting.unwrap_or(1.0);
        if !(weighting >= 1.0 && weighting.is_finite()) {
            return Err(Diag::error(format!("--weighting is {weighting}: unequal weights only add"))
                .hint("Kish's effect is 1 for equal weights and more otherwise"));
        }
        let times = if weighting > 1.0 {
            format!(" × {} for unequal weights", plain(weighting))
        } else {
            String::new()
        };
        match (request.deff, request.icc, request.take) {
            (Some(_), Some(_), _) => Err(Diag::error("the design effect is said twice: --deff and --icc")
                .hint("give --deff alone, or --icc with --take")),
            (None, Some(_), None) => Err(Diag::error("--icc needs --take, the interviews in a PSU")
                .hint("deff = 1 + (take − 1) × icc")),
            (None, Some(icc), Some(take)) => {
                let clusters = cluster_effect(icc, take).map_err(wrong)?;
                let words =
                    format!("1 + ({} − 1) × {} = {}{times}", plain(take), plain(icc), plain(clusters));
                Ok(Effect { clusters: Some((icc, take)), weighting, given: clusters * weighting, words })
            }
            (Some(deff), None, _) => {
                let words = format!("{}, a planning assumption as given{times}", plain(deff));
                Ok(Effect { clusters: None, weighting, given: deff * weighting, words })
            }
            (None, None, _) => Ok(Effect {
                clusters: None,
                weighting,
                given: weighting,
                words: format!("1: none was given{times}"),
            }),
        }
    }

    /// In a subgroup that is a share of every PSU, clusters are smaller.
    fn within(&self, share: f64) -> Result<f64, Diag> {
        match self.clusters {
            Some((icc, take)) => {
                Ok(cluster_effect(icc, (take * share).max(1.0)).map_err(wrong)? * self.weighting)
            }
            None => Ok(self.given),
        }
    }
}

/// Works out a sample size, or what a size gives.
///
/// # Errors
/// Nothing or more than one thing asked; a number that cannot be one.
pub fn size(request: &Request) -> Result<Answer, Diag> {
    let Some(proportion) = request.proportion else {
        return Err(Diag::error("--proportion is needed: the share that is to be estimated")
            .hint("0.5 needs the most interviews; take it where nothing is known"));
    };
    for (what, share) in [
        ("--proportion", Some(proportion)),
        ("--margin", request.margin),
        ("--difference", request.difference),
        ("--level", request.level),
        ("--power", request.power),
    ] {
        if let Some(value) = share.filter(|s| !(*s > 0.0 && *s < 1.0)) {
            return Err(Diag::error(format!("{what} is {value}: a share between 0 and 1 belongs there"))
                .maybe_hint(
                    (1.0..100.0).contains(&value).then(|| format!("{value} % is written {}", value / 100.0)),
                ));
        }
    }
    for (what, share) in [("--response", request.response), ("--eligible", request.eligible)] {
        if let Some(value) = share.filter(|s| !(*s > 0.0 && *s <= 1.0)) {
            return Err(Diag::error(format!("{what} is {value}: a share above 0 and up to 1 belongs there")));
        }
    }
    for (what, number) in [
        ("--n", request.n),
        ("--deff", request.deff),
        ("--weighting", request.weighting),
        ("--population", request.population),
    ] {
        if let Some(value) = number.filter(|v| !(*v > 0.0 && v.is_finite())) {
            return Err(Diag::error(format!("{what} is {value}: a number above 0 belongs there")));
        }
    }
    for (what, number) in [("--take", request.take), ("--groups", request.groups)] {
        if let Some(value) = number.filter(|v| !(*v >= 1.0 && v.is_finite())) {
            return Err(Diag::error(format!("{what} is {value}: a number of 1 or more belongs there")));
        }
    }
    let effect = Effect::of(request)?;
    let level = request.level.unwrap_or(0.95);
    let assumed = Assumed { proportion, deff: effect.given, population: request.population, level };
    let mut answer = Answer::new("sample_size");
    let mut fields = vec![
        ("proportion".to_string(), percent(proportion)),
        ("design effect".into(), effect.words.clone()),
        ("confidence".into(), percent(level)),
    ];
    let people = (
        "population".to_string(),
        request.population.map_or("as good as without end: none was given".into(), |p| grouped(p, 0)),
    );
    if request.difference.is_none() {
        fields.push(people);
        answer.note(
            "the interval uses the normal distribution; with few PSUs the t distribution makes it wider",
        );
    } else if request.population.is_some() {
        return Err(Diag::error("--population has no part in a difference: it is tested as if without end"));
    }
    match (request.margin, request.difference, request.n) {
        (Some(margin), None, None) => {
            fields.insert(1, ("half-width".into(), format!("± {:.1} percentage points", margin * 100.0)));
            answer.blocks.push(Block::Fields(fields));
            let per_group = Assumed {
                population: request.population.zip(request.groups).map(|(p, g)| p / g).or(request.population),
                ..assumed
            };
            let simple = Assumed { deff: 1.0, ..per_group }.for_margin(margin).map_err(wrong)?;
            let each = per_group.for_margin(margin).map_err(wrong)?;
            needed(&mut answer, request, up(simple), up(each))?;
        }
        (None, Some(difference), None) => {
            let second =
                if proportion + difference < 1.0 { proportion + difference } else { proportion - difference };
            let power = request.power.unwrap_or(0.8);
            fields.insert(
                1,
                ("to be found".into(), format!("{} against {}", percent(proportion), percent(second))),
            );
            fields.push(("power".into(), percent(power)));
            answer.blocks.push(Block::Fields(fields));
            let one = |deff| for_difference(proportion, second, deff, level, power).map_err(wrong);
            let two = Request { groups: request.groups.or(Some(2.0)), ..request.clone() };
            needed(&mut answer, &two, up(one(1.0)?), up(one(effect.given)?))?;
            answer.note("a two-sided test of two groups of the same size, without correction for continuity (Fleiss, Levin & Paik 2003, 4.14)");
        }
        (None, None, Some(n)) => {
            fields.insert(1, ("interviews".into(), grouped(n, 0)));
            answer.blocks.push(Block::Fields(fields));
            given(&mut answer, request, &assumed, &effect, n)?;
        }
        (None, None, None) => {
            return Err(Diag::error("what is asked: --margin, --difference or --n?").hint(
                "--margin 0.03 gives the interviews needed; --n 1000 gives what a thousand interviews are worth",
            ));
        }
        _ => return Err(Diag::error("--margin, --difference and --n are three questions: ask one")),
    }
    if request.deff.is_none() && request.icc.is_none() {
        answer.note("no design effect was given: the figures hold for a simple random sample; a clustered sample needs more interviews (--deff, or --icc and --take)");
    }
    if effect.clusters.is_some() && request.n.is_none() && request.groups.is_some_and(|g| g > 1.0) {
        answer.note("groups are taken to have PSUs of their own, as areas have; groups within every PSU, as girls and boys, need fewer");
    }
    answer.note("all of this assumes that the chances of selection are known; a random walk has unknown ones, and its intervals are too narrow by an unknown amount");
    Ok(answer)
}

/// Interviews needed, from a simple random sample to addresses.
fn needed(answer: &mut Answer, request: &Request, simple: f64, each: f64) -> Result<(), Diag> {
    let groups = request.groups.unwrap_or(1.0);
    if !(groups >= 1.0 && groups.fract() == 0.0 && groups < 1e6) {
        return Err(Diag::error(format!("--groups is {groups}: a whole number of 1 or more belongs there")));
    }
    let all = each * groups;
    let mut lines: Vec<(&str, f64, String)> =
        vec![("simple random sample", simple, "had the design effect been 1".into())];
    if groups > 1.0 {
        lines.push(("interviews a group", each, "with the design effect".into()));
        lines.push(("interviews in all", all, format!("× {groups} groups of the same size")));
    } else {
        lines.push(("interviews", all, "with the design effect".into()));
    }
    if let Some(take) = request.take {
        lines.push(("PSUs", up(all / take), format!("{} interviews in each", plain(take))));
    }
    if request.response.is_some() || request.eligible.is_some() {
        let (response, eligible) = (request.response.unwrap_or(1.0), request.eligible.unwrap_or(1.0));
        let mut how = Vec::new();
        if let Some(e) = request.eligible {
            how.push(format!("{} of addresses have somebody eligible", percent(e)));
        }
        if let Some(r) = request.response {
            how.push(format!("{} of these give an interview", percent(r)));
        }
        lines.push(("addresses", up(all / response / eligible), how.join(", ")));
    }
    let mut table = TextTable::new(&["needed", ">number", "how"]);
    for (what, n, how) in lines {
        table.row(vec![what.to_string(), grouped(n, 0), how.clone()]);
        answer.row(json!({"what": what, "n": n, "how": how}));
    }
    answer.blocks.push(Block::Table(table));
    Ok(())
}

/// What a number of interviews gives, in all and in subgroups.
fn given(
    answer: &mut Answer,
    request: &Request,
    assumed: &Assumed,
    effect: &Effect,
    n: f64,
) -> Result<(), Diag> {
    if let Some(share) = request.shares.iter().find(|s| !(**s > 0.0 && **s < 1.0)) {
        return Err(Diag::error(format!("--share {share}: a share between 0 and 1 belongs there")));
    }
    let equal = request.groups.filter(|g| *g > 1.0).map(|g| 1.0 / g);
    let mut shares = vec![1.0];
    shares.extend(request.shares.iter().copied());
    shares.extend(equal.filter(|e| !request.shares.contains(e)));
    let mut table = TextTable::new(&[
        "group",
        ">base",
        ">deff",
        ">SE",
        ">± Wald",
        ">± logit",
        ">logit interval",
        ">relative SE",
    ]);
    let mut weak = false;
    for share in &shares {
        let base = n * share;
        let deff = if *share < 1.0 { effect.within(*share)? } else { effect.given };
        let here = Assumed { deff, population: assumed.population.map(|p| p * share), ..*assumed };
        let found = here.precision(base).map_err(wrong)?;
        weak |= base < 50.0;
        let name =
            if *share < 1.0 { format!("a group of {}", percent(*share)) } else { "everyone".to_string() };
        let points = |x: f64| format!("{:.1}", x * 100.0);
        table.row(vec![
            name.clone(),
            marked(&grouped(base.round(), 0), base),
            plain((deff * 1000.0).round() / 1000.0),
            points(found.se),
            points(found.wald),
            points(found.logit_half()),
            format!("{}–{}", points(found.logit.0), points(found.logit.1)),
            percent(found.relative_se),
        ]);
        answer.row(json!({
            "group": name, "share": share, "base": base, "reliability": reliability(base), "deff": deff,
            "effective": found.effective, "se": found.se, "half_width_wald": found.wald,
            "half_width_logit": found.logit_half(), "ci_low": found.logit.0, "ci_high": found.logit.1,
            "relative_se": found.relative_se,
        }));
    }
    answer.blocks.push(Block::Table(table));
    let power = request.power.unwrap_or(0.8);
    let mut against = TextTable::new(&["two groups", ">n", ">and n", ">found from", ">or from"]);
    let parts: Vec<f64> = if shares.len() > 1 { shares[1..].to_vec() } else { vec![0.5] };
    for share in parts {
        let (first, second) = (n * share, n * (1.0 - share));
        let deff = effect.within(share)?.max(effect.within(1.0 - share)?);
        let (low, high) =
            detectable(assumed.proportion, (first, second), deff, assumed.level, power).map_err(wrong)?;
        let shown = |p: Option<f64>| p.map_or("no share".to_string(), percent);
        against.row(vec![
            format!("{} and the others", percent(share)),
            grouped(first.round(), 0),
            grouped(second.round(), 0),
            shown(low),
            shown(high),
        ]);
        let mut row = json!({
            "group": "two groups", "share": share, "base": first, "base_other": second, "deff": deff,
            "power": power,
        });
        for (name, value) in [("found_below", low), ("found_above", high)] {
            for (key, value) in super::number_or(name, value, "no_share_is_far_enough") {
                row[key] = value;
            }
        }
        answer.row(row);
    }
    answer.text(format!(
        "If one group is at {}, a test finds the other with a power of {} where it is at or below the first share, or at or above the second:",
        percent(assumed.proportion),
        percent(power)
    ));
    answer.blocks.push(Block::Table(against));
    if weak {
        answer.note(MARKS);
    }
    if effect.clusters.is_some() && shares.len() > 1 {
        answer.note("subgroups are taken to be spread evenly over all PSUs: their clusters, and with them the design effect, are smaller");
    } else if shares.len() > 1 && effect.given > 1.0 {
        answer.note("the design effect of everyone is used for subgroups too; give --icc and --take for one that falls with the cluster");
    }
    Ok(())
}
