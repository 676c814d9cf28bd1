//! What each program calls the columns it adds of its own, and how it writes.

use crate::data::State;
use crate::model::Platform;

/// How a program writes its tables.
pub struct Dialect {
    /// Columns that are its own. One that ends in `*` stands for all that begin
    /// so.
    pub own: &'static [&'static str],
    /// Where a record's id stands, if not in a column of the form's name; the
    /// first that is there.
    pub id: &'static [&'static str],
    /// Where the day of the interview stands, likewise.
    pub date: &'static [&'static str],
    /// Where the form's version stands. KoBo has a version of its own making.
    pub version: &'static [&'static str],
    /// Columns that say that a record is not to be used: the column, what it
    /// must say (nothing: anything at all), and what that means.
    pub rejects: &'static [(&'static str, &'static str, &'static str)],
    /// What joins names of groups.
    pub joins: &'static [char],
    /// What joins a question of several answers and one of them.
    pub splits: char,
    /// Whether cells may hold labels in the place of ids.
    pub labels: bool,
    /// Words for states that the program itself has.
    pub states: &'static [(&'static str, State)],
    /// Where the parent of a roster's row stands.
    pub parent: &'static [&'static str],
    /// Where the device's moments stand: when the interview began, and ended.
    pub moments: [&'static [&'static str]; 2],
    /// What stands before an id that is not whole.
    pub prefix: &'static str,
}

const NO_STATES: &[(&str, State)] = &[];

const PLAIN: Dialect = Dialect {
    own: &[],
    id: &[],
    date: &[],
    version: &[],
    rejects: &[],
    joins: &[],
    splits: '/',
    labels: false,
    states: NO_STATES,
    parent: &["PARENT_KEY"],
    moments: [&["start", "form_start"], &["end", "form_end"]],
    prefix: "",
};

const ODK: Dialect = Dialect {
    own: &[
        "SubmissionDate",
        "KEY",
        "PARENT_KEY",
        "SubmitterID",
        "SubmitterName",
        "AttachmentsPresent",
        "AttachmentsExpected",
        "Status",
        "ReviewState",
        "DeviceID",
        "Edits",
        "FormVersion",
        "form_id",
        "instanceID",
        "instanceName",
        "deprecatedID",
        "start",
        "end",
        "today",
        "deviceid",
        "subscriberid",
        "simserial",
        "phonenumber",
        "username",
        "email",
        "audit",
        "orx",
    ],
    id: &["KEY", "instanceID"],
    date: &["today", "start"],
    version: &["FormVersion"],
    rejects: &[
        ("ReviewState", "rejected", "it was rejected in review"),
        ("Status", "", "it was not decrypted"),
    ],
    joins: &['-', '/'],
    splits: '/',
    ..PLAIN
};

const KOBO: Dialect = Dialect {
    own: &[
        "_*",
        "__version__",
        "meta/*",
        "formhub/*",
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "subscriberid",
        "simserial",
        "audit",
        "instanceID",
        "rootUuid",
        "instanceName",
        "uuid",
    ],
    id: &["_uuid"],
    date: &["today", "start"],
    rejects: &[
        ("_validation_status", "Not approved", "it was not approved in review"),
        ("_validation_status", "Not Approved", "it was not approved in review"),
        ("_validation_status", "validation_status_not_approved", "it was not approved in review"),
    ],
    joins: &['/'],
    splits: '/',
    labels: true,
    parent: &["_submission__uuid"],
    prefix: "uuid:",
    ..PLAIN
};

const SURVEYCTO: Dialect = Dialect {
    own: &[
        "SubmissionDate",
        "CompletionDate",
        "starttime",
        "endtime",
        "start",
        "end",
        "today",
        "deviceid",
        "devicephonenum",
        "device_info",
        "subscriberid",
        "simid",
        "username",
        "duration",
        "caseid",
        "instanceID",
        "instanceName",
        "formdef_version",
        "review_*",
        "KEY",
        "PARENT_KEY",
        "SET-OF-*",
        "audit",
        "text_audit",
    ],
    id: &["KEY", "instanceID"],
    date: &["today", "starttime", "start"],
    version: &["formdef_version"],
    moments: [&["starttime", "start", "form_start"], &["endtime", "end", "form_end"]],
    rejects: &[("review_status", "REJECTED", "it was rejected in review")],
    joins: &['-', '/'],
    splits: '_',
    ..PLAIN
};

const STATA: Dialect = Dialect {
    moments: SURVEYCTO.moments,
    id: &["key", "KEY", "instanceid"],
    date: &["today", "starttime", "start"],
    own: &["key", "KEY", "instanceid", "today", "start", "end", "starttime", "endtime", "simulated"],
    splits: '_',
    labels: true,
    states: &[
        (".d", State::DontKnow),
        (".r", State::PreferNot),
        (".n", State::NotApplicable),
        (".s", State::SkippedByRoute),
    ],
    ..PLAIN
};

const SPSS: Dialect = Dialect { states: NO_STATES, ..STATA };

impl Dialect {
    pub fn of(platform: Platform) -> &'static Dialect {
        match platform {
            Platform::Plain => &PLAIN,
            Platform::Odk => &ODK,
            Platform::Kobo => &KOBO,
            Platform::SurveyCto => &SURVEYCTO,
            Platform::Stata => &STATA,
            Platform::Spss => &SPSS,
        }
    }

    /// Whether a column is the program's own.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|own| match own.strip_suffix('*') {
            Some(head) => name.starts_with(head),
            None => name == *own,
        })
    }

    /// A column's name without the groups around it.
    pub fn leaf<'n>(&self, name: &'n str) -> &'n str {
        name.rsplit(self.joins).next().unwrap_or(name)
    }
}
