//! A hermetic place to run the program in.

pub mod book;
pub mod field;
mod grouped;
pub mod odk;
pub mod police;

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The repository, whose own workspace many tests use.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a run printed, with folders made nameless.
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Run {
    /// stdout, stderr and the exit code as one text, for inline snapshots.
    pub fn all(&self) -> String {
        format!(
            "{}\n--- stderr ---\n{}\n--- exit {} ---",
            self.stdout.trim_end(),
            self.stderr.trim_end(),
            self.code
        )
    }

    /// stdout as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.all()))
    }

    /// The rows of `--json`.
    pub fn rows(&self) -> Vec<serde_json::Value> {
        self.json()["rows"].as_array().expect("rows").clone()
    }
}

/// A command that sees no home, no terminal and no environment of the user.
pub fn dh_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dh"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("NO_COLOR", "1")
        .env("TERM", "dumb")
        .env("DH_NOW", "2026-03-01T09:30:00Z")
        .env("DH_WHO", "tester")
        .stdin(std::process::Stdio::null());
    command
}

pub fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let output = dh_in(folder, arguments).output().expect("the program starts");
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let clean = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .replace(&*real.to_string_lossy(), "[FOLDER]")
            .replace(&*folder.to_string_lossy(), "[FOLDER]")
    };
    Run {
        stdout: clean(&output.stdout),
        stderr: clean(&output.stderr),
        code: output.status.code().unwrap_or(-1),
    }
}

/// A verb on the workspace of the repository.
pub fn shipped(arguments: &[&str]) -> Run {
    run_in(&repository(), arguments)
}

/// A workspace in a temporary folder.
pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// An empty folder.
    pub fn empty() -> Workspace {
        Workspace { folder: TempDir::new().expect("a temporary folder") }
    }

    /// The smallest workspace that `check` accepts: one activity, one
    /// questionnaire, one indicator, one country.
    pub fn small() -> Workspace {
        let workspace = Workspace::empty();
        for (file, text) in SMALL {
            workspace.write(file, text);
        }
        workspace
    }

    /// A copy of the shipped workspace.
    pub fn shipped() -> Workspace {
        let workspace = Workspace::empty();
        for part in ["methodology", "countries"] {
            copy(&repository().join(part), &workspace.path().join(part));
        }
        workspace
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, file: &str, text: &str) -> &Self {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("a file");
        self
    }

    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path().join(file)).expect("a file")
    }

    /// Replaces `from` in a file, which must stand there.
    pub fn replace(&self, file: &str, from: &str, to: &str) -> &Self {
        let text = self.read(file);
        assert!(text.contains(from), "{file} does not contain {from:?}");
        self.write(file, &text.replacen(from, to, 1))
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        run_in(self.path(), arguments)
    }

    /// Types lines into `dh repl` through a pipe.
    pub fn typed(&self, lines: &str) -> Run {
        use std::io::Write;
        let mut child = dh_in(self.path(), &["repl"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the program starts");
        child.stdin.take().expect("stdin").write_all(lines.as_bytes()).expect("typed");
        let output = child.wait_with_output().expect("an end");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run {
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folders");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The files of [`Workspace::small`].
pub const SMALL: &[(&str, &str)] = &[
    (
        "methodology/init.lua",
        r#"return {
  methodology "small" "A small method" {
    version = "1",
    languages = { "en" },
  },
  organisation "institute" "The institute" {},
  part "perspectives" "Perspectives" {
    led_by = "institute",
  },
  activity "survey" "A survey" {
    number = 1,
    part = "perspectives",
    kind = "survey",
    asks = "children",
    source = "https://example.org/method",
    questionnaire "children" "Children" {
      respondents = "children",
      population = "children 12-17",
      section "about_you" "About you" {
        integer "age" "How old are you?" {
          class = "core",
          range = { 0, 99 },
        },
        select_one "online" "Do you use the internet?" {
          class = "core",
          options = { { "yes", "Yes" }, { "no", "No" } },
          allow = { "dont_know" },
        },
        integer "hours" "How many hours a day?" {
          class = "adaptable",
          unit = "hours",
          ask_if = "online == yes",
        },
      },
    },
  },
}
"#,
    ),
    (
        "methodology/indicators.lua",
        r#"return indicators {
  proportion "online" "Children who are online" {
    definition = "one",
    from = "survey/children",
    base = "everyone",
    yes_if = "online == yes",
    count_as = { dont_know = "no", prefer_not = "no", not_asked = "leave" },
  },
  published "online_published" "Children who are online, as published" {
    definition = "one",
    unit = "percent",
    population = "children 12-17",
    activity = "survey",
  },
}
"#,
    ),
    ("countries/regions/north.lua", "return region \"north\" \"North\" {}\n"),
    (
        "countries/exampleland/init.lua",
        r#"return country "XEX" "Exampleland" {
  region = "north",
  languages = { "en" },
  figures = "figures.csv",
}
"#,
    ),
    (
        "countries/exampleland/figures.csv",
        "id,population,value,low,high,range_kind,qualifier,unit,n,fieldwork,published,source_tier,source_title,source_url\n\
         online_published,children 12-17,50,,,,,percent,,2020,2021,publisher,A report,https://example.org/report\n",
    ),
];

/// Lets a command write files of at most `bytes`, as on a disk that fills.
pub fn limit_file_size(command: &mut Command, bytes: u64) {
    use std::os::unix::process::CommandExt;
    // SAFETY: only async-signal-safe calls between fork and exec.
    unsafe {
        command.pre_exec(move || {
            let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
            libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
            match libc::setrlimit(libc::RLIMIT_FSIZE, &limit) {
                0 => Ok(()),
                _ => Err(std::io::Error::last_os_error()),
            }
        });
    }
}

/// A country whose survey is approved for 2024 and where help is arranged.
pub const CLEARED: &str = r#"return country "XEX" "Exampleland" {
  region = "north",
  languages = { "en" },
  figures = "figures.csv",
  approval "survey" {
    board = "National board",
    scope = "national",
    valid = { "2024-01-01", "2024-12-31" },
    state = "valid",
    source = "https://example.org/approval",
  },
  safeguards {
    immediate_danger = "now",
    service "helpline" "Child helpline" {
      contact = "100",
      source = "https://example.org/helpline",
    },
  },
}
"#;

/// Six records of the small workspace's children.
pub const SIX: &str = "\
record_id,interview_date,stratum,psu,weight,age,online,hours
R1,2024-03-01,a,1,1.5,12,yes,2
R2,2024-03-01,a,1,1.5,13,no,
R3,2024-03-02,a,2,1.0,14,dont_know,
R4,2024-03-02,b,3,2.0,15,yes,4
R5,2024-03-03,b,3,2.0,16,yes,6
R6,2024-03-03,b,4,0.5,17,no,
";

impl Workspace {
    /// The small workspace, cleared, with a key file and an empty store.
    pub fn with_store() -> Workspace {
        let workspace = Workspace::small();
        workspace.write("countries/exampleland/init.lua", CLEARED);
        let made = workspace.run(&["store", "create", "--key-file", "store.key"]);
        assert_eq!(made.code, 0, "{}", made.all());
        workspace.write("six.csv", SIX);
        workspace
    }

    /// The same, with the six records imported.
    pub fn with_records() -> Workspace {
        let workspace = Workspace::with_store();
        let run = workspace.run(&["import", "XEX/children", "six.csv"]);
        assert_eq!(run.code, 0, "{}", run.all());
        workspace
    }

    /// The store's file.
    pub fn store(&self) -> PathBuf {
        self.path().join(".dh/records.dh")
    }
}
