//! From what a user typed to what it points at.

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{Address, AddressKind, Country, InstrumentKind, MemberOf, Named, Workspace, resolve_tail};

use super::Workbench;

/// What an address points at.
pub enum Target<'a> {
    Country(&'a Country),
    /// `activity`, `activity/instrument`, `activity/checklist/domain` or
    /// `activity/instrument/item`, in full.
    Path {
        country: Option<&'a Country>,
        path: String,
    },
    /// A `kind:id` address, its id in full.
    Kind {
        country: Option<&'a Country>,
        address: Address,
    },
}

/// Finds what `text` points at; any unique tail is enough.
pub fn resolve<'a>(workbench: &'a Workbench, text: &str) -> Result<Target<'a>, Diag> {
    let mut text = text.trim().to_string();
    // A country may be written by its name too.
    if !text.contains([':', '/'])
        && let Some(country) = workbench.workspace.country(&text)
    {
        text.clone_from(&country.code);
    }
    let mut address = Address::parse(&text).map_err(|e| {
        Diag::error(e).hint(
            "such as KEN, KEN/household_survey/children, KEN/published:ocsea_clear_12m, series:cybertips",
        )
    })?;
    let country = match &address.country {
        // Series hold values of countries that have no scripts here.
        Some(code) if matches!(address.kind, Some(AddressKind::Series | AddressKind::Rate)) => {
            let elsewhere = workbench.workspace.elsewhere.get(code);
            Some(workbench.country(code).or_else(|complaint| elsewhere.ok_or(complaint))?)
        }
        Some(code) => Some(workbench.country(code)?),
        // What a source lists without a country.
        None if address.filter("country") == Some("none") => workbench.workspace.elsewhere.get(""),
        None => None,
    };
    let Some(kind) = address.kind else {
        if address.id.is_empty() {
            return match country {
                Some(country) => Ok(Target::Country(country)),
                None => Err(Diag::error(format!("'{text}' is no address"))),
            };
        }
        let names = paths(&workbench.workspace, country);
        return match resolve_tail(&address.id, names.iter().map(String::as_str)) {
            Named::Found(path) => Ok(Target::Path { country, path: path.to_string() }),
            Named::Ambiguous(all) => Err(ambiguous(&address.id, &all)),
            Named::Unknown => bare(workbench, country, &address),
        };
    };
    // A ratio of two series is named by both.
    let series = |id: &str| workbench.workspace.methodology.series(id).is_some();
    if kind == AddressKind::Rate
        && address.id.split_once("/series:").is_some_and(|(a, b)| series(a) && series(b))
    {
        return Ok(Target::Kind { country, address });
    }
    let ids = ids(&workbench.workspace, country, kind);
    match resolve_tail(&address.id, ids.iter().map(String::as_str)) {
        Named::Found(id) => {
            address.id = id.to_string();
            Ok(Target::Kind { country, address })
        }
        Named::Ambiguous(all) => Err(ambiguous(&address.id, &all)),
        Named::Unknown => {
            let mut diag = Diag::error(format!("there is no {} '{}'", kind.noun(), address.id));
            for hint in choice_hints(&address.id, ids.iter().map(String::as_str)) {
                diag = diag.hint(hint);
            }
            Err(diag)
        }
    }
}

/// An id without its kind: found when one kind alone has it.
fn bare<'a>(
    workbench: &'a Workbench,
    country: Option<&'a Country>,
    address: &Address,
) -> Result<Target<'a>, Diag> {
    let mut found: Vec<Address> = Vec::new();
    let mut names: Vec<String> = paths(&workbench.workspace, country);
    for kind in AddressKind::ALL {
        for id in ids(&workbench.workspace, country, kind) {
            if id == address.id {
                found.push(Address { kind: Some(kind), ..address.clone() });
            }
            names.push(format!("{}:{id}", kind.word()));
        }
    }
    match found.len() {
        1 => Ok(Target::Kind { country, address: found.remove(0) }),
        0 => {
            let tails: Vec<&str> = names.iter().map(|n| n.rsplit(['/', ':']).next().unwrap_or(n)).collect();
            let mut diag = Diag::error(format!("nothing is called '{}'", address.id));
            if let Some(near) = crate::base::diag::did_you_mean(&address.id, tails) {
                diag = diag.hint(format!("did you mean '{near}'?"));
            }
            Err(diag.hint("dh find WORDS searches wordings, criteria, indicators and figures"))
        }
        _ => {
            let all: Vec<String> = found.iter().map(Address::to_string).collect();
            Err(Diag::error(format!("'{}' may be {}; write one", address.id, all.join(" or "))))
        }
    }
}

fn ambiguous(text: &str, all: &[&str]) -> Diag {
    Diag::error(format!("'{text}' may be {}; write one in full", all.join(" or ")))
}

/// Full paths of the literature, activities, instruments, domains of checklists,
/// and items.
pub fn paths(workspace: &Workspace, country: Option<&Country>) -> Vec<String> {
    let mut out = vec![super::literature::PATH.to_string()];
    for activity in workspace.methodology.activities_in(country.map(|c| c.code.as_str())) {
        out.push(activity.id.clone());
        for instrument in &activity.instruments {
            out.push(instrument.path.clone());
            out.extend(instrument.items.iter().map(|i| format!("{}/{}", instrument.path, i.id)));
            if instrument.kind == InstrumentKind::Checklist {
                let domains = instrument.groups.iter().filter(|g| instrument.item(&g.id).is_none());
                out.extend(domains.map(|g| format!("{}/{}", instrument.path, g.id)));
            }
        }
    }
    if let Some(country) = country {
        for planned in &workspace.plan(country).instruments {
            for item in planned.items.iter().filter(|i| i.added_by.is_some()) {
                out.push(format!("{}/{}", planned.instrument.path, item.item.id));
            }
        }
    }
    out
}

/// All ids of a kind.
pub fn ids(workspace: &Workspace, country: Option<&Country>, kind: AddressKind) -> Vec<String> {
    let method = &workspace.methodology;
    match kind {
        AddressKind::Indicator => method.indicators.iter().map(|i| i.id.clone()).collect(),
        AddressKind::Published => method.published.iter().map(|p| p.id.clone()).collect(),
        AddressKind::Series => method.series.iter().map(|s| s.id.clone()).collect(),
        AddressKind::Dimension => method.dimensions.iter().map(|d| d.id.clone()).collect(),
        AddressKind::Denominator => method.denominators.iter().map(|d| d.id.clone()).collect(),
        AddressKind::Rubric => method.rubrics.iter().map(|r| r.id.clone()).collect(),
        AddressKind::Rate => method
            .series
            .iter()
            .flat_map(|s| method.denominators.iter().map(move |d| format!("{}/{}", s.id, d.id)))
            .collect(),
        AddressKind::Criterion | AddressKind::Item => method
            .instruments()
            .flat_map(|i| i.items.iter().map(move |item| (i, item)))
            .filter(|(_, item)| kind == AddressKind::Item || item.kind == crate::model::ItemKind::Criterion)
            .map(|(i, item)| format!("{}/{}", i.path, item.id))
            .collect(),
        AddressKind::Theme => method
            .instruments()
            .flat_map(|i| i.items.iter().map(move |item| (i, item)))
            .filter(|(_, item)| item.kind == crate::model::ItemKind::Theme)
            .map(|(i, item)| {
                let trail = if item.group.is_empty() { String::new() } else { format!("{}/", item.group) };
                format!("{}/{trail}{}", i.activity, item.id)
            })
            .collect(),
        AddressKind::Finding => {
            countries(workspace, country).flat_map(|c| c.findings.iter().map(|f| f.id.clone())).collect()
        }
        AddressKind::Recommendation => countries(workspace, country)
            .flat_map(|c| c.findings.iter().flat_map(|f| f.recommendations.iter().map(|r| r.id.clone())))
            .collect(),
        AddressKind::Coverage => {
            let mut out = vec!["figures".to_string(), "leads".to_string()];
            for activity in method.activities_in(country.map(|c| c.code.as_str())) {
                out.push(activity.id.clone());
                for instrument in &activity.instruments {
                    if instrument.kind == InstrumentKind::Checklist {
                        out.push(instrument.path.clone());
                        out.extend(instrument.groups.iter().map(|g| format!("{}/{}", instrument.path, g.id)));
                    }
                }
            }
            let steps = |c: &Country| c.literature.as_ref().map(|l| crate::analysis::flow(l).counts());
            for (step, ..) in countries(workspace, country).filter_map(steps).flatten() {
                out.push(format!("{}/{step}", super::literature::PATH));
            }
            out
        }
        AddressKind::Reference => {
            let lists = match country {
                Some(country) => workspace.literature(Some(country)).collect(),
                None => super::literature::all(workspace),
            };
            let references = lists.into_iter().flat_map(|l| &l.references);
            references.flat_map(|r| std::iter::once(&r.key).chain(&r.aliases)).cloned().collect()
        }
        AddressKind::Region => workspace.regions.keys().cloned().collect(),
        AddressKind::Programme => method.programmes.iter().map(|p| p.id.clone()).collect(),
        AddressKind::Output => method
            .programmes
            .iter()
            .flat_map(|p| &p.memberships)
            .filter(|m| m.of == MemberOf::Output)
            .map(|m| m.id.clone())
            .collect(),
        AddressKind::Chapter => {
            method.report.iter().flat_map(|r| r.all()).map(|(c, _)| c.id.clone()).collect()
        }
    }
}

fn countries<'a>(
    workspace: &'a Workspace,
    country: Option<&'a Country>,
) -> impl Iterator<Item = &'a Country> {
    workspace.countries.values().filter(move |c| country.is_none_or(|only| only.code == c.code))
}
