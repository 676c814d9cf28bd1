//! `dh rake`: weights of a data file that meet known margins.

use dh::stats::raking::{Levels, Rules, Target, rake_weights};
use dh::stats::{Design, Factor, Sampling};
use insta::assert_snapshot;

use crate::common::{Run, Workspace};

const DATA: &str = "\
id,sex,area,w
1,girl,urban,10
2,girl,rural,12
3,boy,urban,8
4,boy,rural,10
5,girl,urban,11
6,boy,rural,9.5
";

const MARGINS: &str = "\
variable,level,total,source
sex,girl,52,Census of Exampleland 2020
sex,boy,48,Census of Exampleland 2020
area,urban,40,Census of Exampleland 2020
area,rural,60,Census of Exampleland 2020
";

/// A folder that is no workspace: none is needed.
fn folder(data: &str, margins: &str) -> Workspace {
    let folder = Workspace::empty();
    folder.write("data.csv", data).write("margins.csv", margins);
    folder
}

fn rake(folder: &Workspace, more: &[&str]) -> Run {
    let mut arguments = vec!["rake", "--data", "data.csv", "--weight", "w", "--margins", "margins.csv"];
    if !more.contains(&"-o") {
        arguments.extend(["-o", "out.csv"]);
    }
    arguments.extend(more);
    folder.run(&arguments)
}

#[test]
fn the_file_comes_back_with_one_more_column() {
    let folder = folder(DATA, MARGINS);
    assert_snapshot!(rake(&folder, &[]).all(), @r#"
    out.csv: column weight_raked

    rows                      6
    rounds                    9
    largest difference        1.4e-9 of a total
    sum of weights            60.5 → 100
    factor                    least 1.3713, median 1.6406, largest 1.9142
    weights                   10.9706 to 22.9706
    design effect of weights  1.015 → 1.054 (Kish)

    margin  level  before  after  factor
    ──────  ─────  ──────  ─────  ──────
    sex     girl       33     52  1.5758
    sex     boy      27.5     48  1.7455
    area    urban      29     40  1.3793
    area    rural    31.5     60  1.9048

    * margins: Census of Exampleland 2020
    --- stderr ---

    --- exit 0 ---
    "#);
    assert_snapshot!(folder.read("out.csv"), @r#"
    id,sex,area,w,weight_raked
    1,girl,urban,10,13.823527477257043
    2,girl,rural,12,22.97059223193169
    3,boy,urban,8,10.97059229776021
    4,boy,rural,10,18.98943988106067
    5,girl,urban,11,15.205880224982748
    6,boy,rural,9.5,18.039967887007638
    "#);
}

#[test]
fn what_passes_through_stays_as_it_is() {
    // Quotes, line breaks, Windows line ends, blank lines, a mark of UTF-8.
    let data =
        "\u{feff}id,\"note, if any\",sex,w\r\n1,\"a \"\"b\"\"\r\nc\",girl,1\r\n\r\n2,=1+1,boy,1\r\n,,,\r\n";
    let folder = folder(data, "variable,level,share\nsex,girl,0.25\nsex,boy,0.75\n");
    assert_eq!(rake(&folder, &[]).code, 0);
    assert_eq!(
        folder.read("out.csv"),
        "id,\"note, if any\",sex,w,weight_raked\n1,\"a \"\"b\"\"\r\nc\",girl,1,0.5\n2,=1+1,boy,1,1.5\n"
    );
    assert_eq!(rake(&folder, &["--keep", "w,id", "--name", "fitted", "--force"]).code, 0);
    assert_eq!(folder.read("out.csv"), "w,id,fitted\n1,1,0.5\n1,2,1.5\n");
}

#[test]
fn shares_keep_the_sum_of_the_weights() {
    let margins = "variable,level,share\nsex,girl,0.52\nsex,boy,0.48\narea,urban,0.4\narea,rural,0.6\n";
    let folder = folder(DATA, margins);
    let rows = rake(&folder, &["--json"]).rows();
    assert_eq!(rows[0]["sum_before"], 60.5);
    let sum = rows[0]["sum"].as_f64().expect("a sum");
    assert!((sum - 60.5).abs() < 1e-9, "{sum}");
    assert_eq!(rows[1]["target"], 60.5 * 0.52);
}

#[test]
fn no_weight_is_above_the_cap() {
    let data = "id,sex,w\n1,girl,40\n2,girl,1\n3,girl,1\n4,girl,1\n5,boy,1\n6,boy,1\n";
    let folder = folder(data, "variable,level,total\nsex,girl,60\nsex,boy,40\n");
    let free = rake(&folder, &["--json"]).rows();
    assert!(free[0]["most"].as_f64().expect("a weight") > 3.0 * 100.0 / 6.0);
    assert_snapshot!(rake(&folder, &["--trim", "2", "--force"]).all(), @r#"
    out.csv: column weight_raked

    rows                      6
    rounds                    41
    largest difference        none
    sum of weights            45 → 100
    factor                    least 0.8333, median 8.8889, largest 20
    weights                   8.8889 to 33.3333
    design effect of weights  4.756 → 1.289 (Kish)
    trimmed                   1 row at 2 times the mean

    margin  level  before  after  factor
    ──────  ─────  ──────  ─────  ──────
    sex     girl       43     60  1.3953
    sex     boy         2     40      20

    * the margins name no source; a column 'source' in their file would be repeated here
    --- stderr ---

    --- exit 0 ---
    "#);
    assert_snapshot!(folder.read("out.csv"), @r#"
    id,sex,w,weight_raked
    1,girl,40,33.33333647961621
    2,girl,1,8.888887840127932
    3,girl,1,8.888887840127932
    4,girl,1,8.888887840127932
    5,boy,1,20
    6,boy,1,20
    "#);
    assert_snapshot!(rake(&folder, &["--trim", "1.1", "--force"]).all(), @r#"
    --- stderr ---
    margins.csv: error: no weights of at most 1.1 times their mean meet the margins
      = raise --trim, or join levels that few rows have; nothing was written
    --- exit 2 ---
    "#);
}

#[test]
fn what_does_not_fit_is_listed_and_nothing_is_written() {
    let wrong = |data: &str, margins: &str| {
        let folder = folder(data, margins);
        let run = rake(&folder, &[]);
        assert_eq!(run.code, 2, "{}", run.all());
        assert!(run.stdout.is_empty(), "{}", run.all());
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(left.len(), 2, "only the two files that were there");
        run.stderr
    };
    let with = |from: &str, to: &str| MARGINS.replace(from, to);
    let complaints = [
        wrong(DATA, &with("area,rural,60", "area,rural,61")),
        wrong(DATA, &with("area,rural,60,Census of Exampleland 2020\n", "").replace("40", "100")),
        wrong(DATA, &with("sex,boy,48", "sex,boys,48")),
        wrong(DATA, &with("sex,boy,48", "sex,girl,48")),
        wrong(DATA, &with("sex,boy,48", "sex,,48")),
        wrong(DATA, &with("sex,boy,48", "sex,boy,")),
        wrong(DATA, &with("sex,boy,48", "sex,boy,many")),
        wrong(DATA, &MARGINS.replace("area,", "aera,")),
        wrong(DATA, "variable,level,total\nsex,girl,0\nsex,boy,48\n"),
        wrong(DATA, "variable,level\nsex,girl\n"),
        wrong(DATA, "variable,level,share\nsex,girl,52\nsex,boy,48\n"),
        wrong(DATA, "variable,level,total\n"),
        wrong(&DATA.replace("3,boy,urban,8", "3,,urban,\n,,,\n7,boy,urban,-1"), MARGINS),
        wrong(&DATA.replace("3,boy", "3,"), MARGINS),
        wrong("id,sex,area,w\n", MARGINS),
        wrong(
            "id,sex,area,w\n1,girl,urban,1\n2,boy,rural,1\n",
            &with("sex,girl,52", "sex,girl,48").replace("sex,boy,48", "sex,boy,52"),
        ),
    ];
    assert_snapshot!(complaints.join("\n"), @r#"
    margins.csv: error: the margins are of different populations: sex 100, area 101
      = raking needs the same total in each: check the source, or give shares instead


    data.csv:3: error: 'area' is 'rural' in 3 rows, and the margins do not say how many there are
      = valid here: urban


    data.csv:4: error: 'sex' is 'boy' in 3 rows, and the margins do not say how many there are
      = did you mean 'boys'?
      = valid here: girl, boys

    margins.csv:3: error: the data have no row where 'sex' is 'boys'
      = join it with another level, in the data and in the margins
      = did you mean 'boy'?
      = valid here: girl, boy


    margins.csv:3: error: 'girl' of 'sex' stands twice
      = first at line 2


    margins.csv:3: error: the level is empty


    margins.csv:3: error: 'boy' of 'sex' has no total
      = a number of 0 or more belongs there


    margins.csv:3: error: column 'total': 'many' is no number
      = write digits; a cell without a number is empty, NA or a point


    margins.csv:4: error: the data have no column 'aera'
      = did you mean 'area'?
      = valid here: id, sex, area, w


    data.csv:2: error: 'sex' is 'girl' in 3 rows, and the margins have nobody there
      = leave the rows out, or correct the margins


    margins.csv:1: error: margins have a column 'total' or a column 'share'
      = the columns are variable, level and total (people) or share (of all, such as 0.52)
      = found: variable, level


    margins.csv: error: shares do not add up to 1: sex 100
      = these are percent: divide them by 100


    margins.csv:1: error: there are no margins


    data.csv:4: error: the weight is empty in 1 row
      = every row needs a weight; one that does not count has 0

    data.csv:6: error: the weight is below 0 in 1 row
      = every row needs a weight; one that does not count has 0


    data.csv:4: error: 'sex' is empty in 1 row
      = every row needs a level: fill it, leave the row out, or leave the margin out


    data.csv: error: the file has no rows


    margins.csv: error: the margins are not met after 1,000 rounds; the largest difference is 1.7e-1 of a total
      = levels that nobody combines contradict each other: join levels
      = or allow a larger --tolerance; nothing was written
    "#);
}

#[test]
fn no_file_is_replaced_unless_that_is_asked_for() {
    let folder = folder(DATA, MARGINS);
    folder.write("out.csv", "mine\n");
    assert_snapshot!(rake(&folder, &[]).stderr, @r#"
    error: out.csv is there already
      = name another file, or give --force to replace it; nothing was changed
    "#);
    assert_eq!(folder.read("out.csv"), "mine\n");
    assert_snapshot!(rake(&folder, &["-o", "data.csv", "--force"]).stderr, @r#"
    error: the result would replace data.csv, which it is made from
      = name another file; nothing was changed
    "#);
    assert_eq!(folder.read("data.csv"), DATA);
    assert_snapshot!(rake(&folder, &["-o", "out.xlsx"]).stderr, @r#"
    error: out.xlsx: the result is a CSV file
      = name a file ending in .csv
    "#);
    assert_snapshot!(rake(&folder, &["--name", "area", "--force"]).stderr, @r#"
    data.csv:1: error: there is a column 'area' already
      = choose another name for the new one
    "#);
    assert_snapshot!(rake(&folder, &["--keep", "id,aera", "--force"]).stderr, @r#"
    data.csv:1: error: there is no column 'aera'
      = did you mean 'area'?
      = valid here: id, sex, area, w
    "#);
    assert_eq!(folder.read("out.csv"), "mine\n");
    assert_eq!(rake(&folder, &["--force"]).code, 0);
    assert!(folder.read("out.csv").starts_with("id,"), "{}", folder.read("out.csv"));
}

/// 3 margins of 5,000 rows.
fn many() -> (Vec<f64>, [Vec<u32>; 3], [Vec<f64>; 3]) {
    let weights: Vec<f64> = (0..5000).map(|n| 1.0 + f64::from(n * 7919 % 101)).collect();
    let codes =
        |step: u32, levels: u32| (0..5000).map(|n: u32| (n * step / 7) % levels).collect::<Vec<u32>>();
    let margins = [codes(3, 2), codes(11, 3), codes(5, 6)];
    let all: f64 = weights.iter().sum();
    let totals = [2, 3, 6].map(|levels| {
        let shares: Vec<f64> = (0..levels).map(|l| 1.0 + f64::from(l) / 10.0).collect();
        let sum: f64 = shares.iter().sum();
        shares.into_iter().map(|s| s / sum * all).collect::<Vec<f64>>()
    });
    (weights, margins, totals)
}

#[test]
fn raking_for_files_and_for_variances_agree() {
    let (weights, codes, totals) = many();
    let targets: Vec<Target<'_>> =
        codes.iter().zip(&totals).map(|(c, t)| Target { levels: Levels::Words(c), totals: t }).collect();
    // The other one goes on to the last bits.
    let rules = Rules { tolerance: 1e-12, ..Rules::default() };
    let fast = rake_weights(&weights, &targets, rules).expect("weights");
    let factors: Vec<Factor> = codes
        .iter()
        .zip(&totals)
        .map(|(c, t)| Factor::with_levels(c.clone(), (0..t.len()).map(|l| l.to_string()).collect()))
        .collect();
    let sampling = Sampling { rows: weights.len(), weights: Some(&weights), ..Sampling::default() };
    let margins: Vec<(&Factor, &[f64])> =
        factors.iter().zip(&totals).map(|(f, t)| (f, t.as_slice())).collect();
    let design = Design::new(&sampling).expect("a design").raked(&margins).expect("weights");
    for (row, (a, b)) in fast.weights.iter().zip(design.weights()).enumerate() {
        assert!((a - b).abs() <= 1e-9 * b, "row {row}: {a} and {b}");
    }
}

#[test]
fn many_levels_are_raked_like_few() {
    let (weights, codes, totals) = many();
    let few: Vec<Target<'_>> =
        codes.iter().zip(&totals).map(|(c, t)| Target { levels: Levels::Words(c), totals: t }).collect();
    // Levels that nobody has make more combinations than a table holds.
    let wide: Vec<Vec<f64>> =
        totals.iter().map(|t| t.iter().copied().chain(std::iter::repeat_n(0.0, 100)).collect()).collect();
    let many: Vec<Target<'_>> =
        codes.iter().zip(&wide).map(|(c, t)| Target { levels: Levels::Words(c), totals: t }).collect();
    let a = rake_weights(&weights, &few, Rules::default()).expect("weights");
    let b = rake_weights(&weights, &many, Rules::default()).expect("weights");
    for (a, b) in a.weights.iter().zip(&b.weights) {
        assert!((a - b).abs() <= 1e-12 * b, "{a} and {b}");
    }
}

#[test]
fn threads_change_no_bit() {
    let mut data = String::from("id,sex,area,w\n");
    for n in 0..150_000_u32 {
        let (sex, area) =
            (if n % 2 == 0 { "girl" } else { "boy" }, if n % 7 < 3 { "urban" } else { "rural" });
        data.push_str(&format!("{n},{sex},{area},{}.{}\n", n % 13 + 1, n % 997));
    }
    let folder = folder(&data, MARGINS);
    let run = |threads: &str| {
        let mut command = crate::common::dh_in(
            folder.path(),
            &[
                "rake",
                "--data",
                "data.csv",
                "--weight",
                "w",
                "--margins",
                "margins.csv",
                "-o",
                "out.csv",
                "--force",
                "--json",
            ],
        );
        let output = command.env("DH_THREADS", threads).output().expect("the program starts");
        (String::from_utf8(output.stdout).expect("text"), folder.read("out.csv"))
    };
    let (one, four) = (run("1"), run("4"));
    assert!(one.0.contains("\"rows\":150000"), "{}", one.0);
    assert_eq!(one.0, four.0);
    assert!(one.1 == four.1, "the files differ");
    assert_eq!(one.1.lines().count(), 150_001);
}

#[test]
fn a_workbook_is_raked_into_csv() {
    let folder = folder(DATA, MARGINS);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in DATA.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row as u32, column as u16, number).expect("a cell"),
                Err(_) => sheet.write(row as u32, column as u16, cell).expect("a cell"),
            };
        }
    }
    book.save(folder.path().join("data.xlsx")).expect("saved");
    let run = rake(&folder, &["--data", "data.xlsx"]);
    assert_eq!(run.code, 2, "--data stands twice");
    let run = |data: &str, out: &str| {
        let arguments = ["rake", "--data", data, "--weight", "w", "--margins", "margins.csv", "-o", out];
        assert_eq!(folder.run(&arguments).code, 0);
        folder.read(out)
    };
    assert_eq!(run("data.csv", "a.csv"), run("data.xlsx", "b.csv"));
}

#[test]
fn numbers_beyond_all_people_are_named_before_anything_is_written() {
    let folder = folder("g,w\na,1\nb,1\n", "variable,level,total\ng,a,1e308\ng,b,1e308\n");
    let totals = rake(&folder, &[]).all();
    folder
        .write("data.csv", "g,w\na,1\nb,1e308\n")
        .write("margins.csv", "variable,level,share\ng,a,0.5\ng,b,0.5\n");
    assert_snapshot!(totals + "\n" + &rake(&folder, &[]).all(), @r#"
    --- stderr ---
    margins.csv:2: error: 'a' of 'g' has no total
      = a number of 0 or more belongs there

    margins.csv:3: error: 'b' of 'g' has no total
      = a number of 0 or more belongs there
    --- exit 2 ---

    --- stderr ---
    data.csv:3: error: the weight is beyond all people in 1 row
      = every row needs a weight; one that does not count has 0
    --- exit 2 ---
    "#);
    assert!(!folder.path().join("out.csv").exists());
}

#[test]
fn margins_are_not_replaced_by_what_is_made_from_them() {
    let folder = folder(DATA, MARGINS);
    assert_snapshot!(rake(&folder, &["-o", "margins.csv", "--force"]).all(), @r#"
    --- stderr ---
    error: the result would replace margins.csv, which it is made from
      = name another file; nothing was changed
    --- exit 2 ---
    "#);
    assert_eq!(std::fs::read_to_string(folder.path().join("margins.csv")).expect("there"), MARGINS);
}
