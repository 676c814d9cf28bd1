//! Simulated partners: somebody else of the households of a simulated survey,
//! asked another questionnaire under the same case numbers.

use super::cell;
use super::form::{Form, Question};
use super::plant::Planting;
use super::roster_rows::Rosters;
use super::simulate::{
    Habit, Household, Interview, Person, Setup, Simulated, interview, interviewer_name, line, normal,
};
use crate::base::seed::Seed;

/// The share of households whose partner is reached, and how many partners
/// there are besides, a household, whose own respondent is not.
const REACHED: f64 = 0.95;
const BESIDES: f64 = 0.02;
/// How often a partner answers as the first respondent did, where both are asked
/// the same with the same options; otherwise as anybody would.
const SAME: f64 = 0.3;

/// Interviews of the partners in these households: the same places, case numbers
/// and interviewers, weights of their own. The same setup gives the same bytes.
pub fn partners(form: &Form, households: &[Household], setup: &Setup) -> Simulated {
    let mut seed = Seed::new(setup.seed ^ 0x0D7A_D000);
    let habits: Vec<Habit> = form.questions.iter().map(|q| Habit::new(q, &mut seed)).collect();
    // What is asked of partners has no rosters.
    let rosters = Rosters::default();
    let asked = || form.questions.iter().filter(|q| !q.is_calculation());
    let planting = Planting::new(form, &Setup { plant: false, ..setup.clone() }, 1);
    let mut out = String::new();
    let records = form.records.all().into_iter().map(|(_, name)| name);
    line(&mut out, records.chain(asked().map(Question::id)));
    let mut made = Simulated::default();
    let mut besides = households.iter().map(|h| h.number).max().unwrap_or(0);
    let (mut strata, mut interviewers) = (Vec::new(), Vec::new());
    for place in households.chunk_by(|a, b| a.psu == b.psu) {
        let mut reached: Vec<(usize, &Household, bool)> = Vec::new();
        for household in place {
            if seed.chance(REACHED) {
                reached.push((household.number, household, true));
            }
            if seed.chance(BESIDES) {
                besides += 1;
                reached.push((besides, household, false));
            }
        }
        // Those who were reached stand for the households of the place.
        let each = place.len() as f64 / reached.len().max(1) as f64;
        for (number, household, paired) in reached {
            let person = Person {
                place: household.place,
                own: normal(&mut seed),
                age: seed.uniform(),
                day: household.day,
                kind: household.kind,
                number,
                psu: household.psu,
                minutes: None,
                prefix: &setup.prefix,
            };
            let way = Interview {
                habits: &habits,
                person: &person,
                typical: None,
                planting: &planting,
                problem: None,
                copied: None,
                times: None,
                member_habits: &[],
                heard: paired.then_some((&household.chosen, SAME)),
            };
            let answers = interview(form, &rosters, &way, &mut seed);
            let fields = [
                format!("{}{number:04}", setup.prefix),
                cell::date(person.day),
                household.stratum.clone(),
                format!("psu_{:03}", household.psu + 1),
                format!("{:.1}", household.weight * each),
                household.area.clone(),
                interviewer_name(household.interviewer),
            ];
            let texts: Vec<String> = asked().map(|q| answers.text(q)).collect();
            line(&mut out, fields.iter().chain(&texts).map(String::as_str));
            made.interviews += 1;
            strata.push(household.stratum.as_str());
            interviewers.push(household.interviewer);
        }
        made.psus += 1;
    }
    strata.sort_unstable();
    strata.dedup();
    interviewers.sort_unstable();
    interviewers.dedup();
    (made.strata, made.interviewers, made.csv) = (strata.len(), interviewers.len(), out);
    made
}
