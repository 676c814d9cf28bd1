//! From when on a check of fieldwork speaks up, as the method says.

use crate::base::Span;

/// The thresholds of one questionnaire, and where its times stand.
#[derive(Debug, Clone)]
pub struct Quality {
    /// `household_survey/children`
    pub instrument: String,
    /// In the order of [`Quality::NAMES`].
    pub thresholds: Vec<Threshold>,
    /// The time questions that hold when an interview begins and ends; empty
    /// where none do.
    pub begins: String,
    pub ends: String,
    /// What a supervisor asks again, in the order of the questionnaire.
    pub back_check: Vec<BackChecked>,
    pub span: Span,
}

/// A question that back-checks ask again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackChecked {
    pub question: String,
    /// 1: a fact, which must not change; 2: it takes an interviewer's skill;
    /// 3: it may change from day to day.
    pub kind: u8,
}

#[derive(Debug, Clone)]
pub struct Threshold {
    pub name: &'static str,
    pub value: f64,
    /// Its source, or that it is general practice.
    pub because: String,
}

impl Quality {
    /// What has a threshold, and what it means.
    pub const NAMES: [(&'static str, &'static str); 28] = [
        ("duplicate_content", "answers that two records share whole, from which on they are one"),
        ("near_identical", "share of the same answers above which two interviews are near-identical"),
        ("question_missing", "share without an answer, of a question"),
        ("question_dont_know", "share of don't know, of a question"),
        ("question_refusal", "share of prefer not to say, of a question"),
        ("interviewer_z", "standard errors by which an interviewer is apart from all others"),
        ("interviewer_rate", "difference of a share by which an interviewer is apart, at least"),
        ("heaping_p", "probability below which so many round numbers of any one interviewer are no chance"),
        ("interviewer_icc", "share of the variance that lies between interviewers"),
        ("icc_p", "probability of the F test below which a share between interviewers is looked at"),
        ("soft_checks", "share of answers at which a question's own soft check speaks up"),
        ("outlier_iqr", "interquartile ranges outside of the quartiles"),
        ("whipple", "Whipple's index of ages 23 to 62"),
        ("duration_low", "share of the median duration below which an interview is short"),
        ("duration_high", "times the median duration above which an interview is long"),
        ("first_hour", "hour before which no interview begins"),
        ("last_hour", "hour after which no interview ends"),
        ("accuracy_m", "metres by which a device says that a place may be wrong"),
        ("one_point", "interviews at one point"),
        ("far_km", "kilometres from the middle of its sampling point"),
        ("back_check_error", "share of other answers in back-checks, of questions of fact and skill"),
        ("back_check_p", "probability of the paired t test of numbers that are asked again"),
        ("back_check_share", "share of each interviewer's interviews that are asked about again"),
        ("old_version_days", "days after which no interview is on a form before the newest"),
        ("busy_day", "times the median of interviews that an interviewer has on one day"),
        ("slow", "share of the median of interviews a day below which an interviewer is slow"),
        ("other", "share of other among the answers to a question"),
        ("least", "records, answers or rows below which no share is looked at"),
    ];

    /// With the thresholds of a country in the place of the method's.
    #[must_use]
    pub fn with(mut self, here: &Quality) -> Quality {
        self.thresholds.retain(|t| here.threshold(t.name).is_none());
        self.thresholds.extend(here.thresholds.iter().cloned());
        let place = |name: &str| Quality::NAMES.iter().position(|(n, _)| *n == name);
        self.thresholds.sort_by_key(|t| place(t.name));
        self
    }

    /// The threshold of a name.
    pub fn threshold(&self, name: &str) -> Option<&Threshold> {
        self.thresholds.iter().find(|t| t.name == name)
    }
}
