fn main() {
    use dh::base::{Interrupt, seed::Seed};
    use dh::stats::*;
    let _ = Seed::new;
    for (name, n, npsu, nstr, items, levels) in [
        ("W1", 1000usize, 100usize, 12usize, 150usize, 8usize),
        ("W2", 100_000, 5000, 200, 150, 8),
        ("W3", 1_000_000, 20_000, 500, 20, 4),
    ] {
        let mut state = 88172645463325252u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut psu: Vec<u32> =
            (0..n).map(|i| if i < npsu { i as u32 } else { (next() % npsu as u64) as u32 }).collect();
        psu.sort();
        let strata: Vec<u32> = psu.iter().map(|p| (*p as usize * nstr / npsu) as u32).collect();
        let weights: Vec<f64> = (0..n).map(|_| 20.0 + (next() % 1000000) as f64 / 10000.0).collect();
        let dom: Vec<u32> = (0..n).map(|_| (next() % levels as u64) as u32).collect();
        let data: Vec<Vec<u8>> = (0..items)
            .map(|_| {
                (0..n)
                    .map(|_| {
                        let r = next() % 100;
                        if r < 4 {
                            2
                        } else if r < 30 {
                            1
                        } else {
                            0
                        }
                    })
                    .collect()
            })
            .collect();
        let names = |n: usize| (0..n).map(|i| format!("{i:06}")).collect::<Vec<_>>();
        let (psu, strata, dom) = (
            Factor::with_levels(psu, names(npsu)),
            Factor::with_levels(strata, names(nstr)),
            Factor::with_levels(dom, names(levels)),
        );
        for _ in 0..5 {
            let t = std::time::Instant::now();
            let design = Design::new(&Sampling {
                rows: n,
                weights: Some(&weights),
                stages: vec![Stage { units: Some(&psu), strata: Some(&strata), fpc: None }],
                ..Sampling::default()
            })
            .unwrap();
            let t1 = t.elapsed();
            let plan = Plan {
                items: data
                    .iter()
                    .map(|d| Item { answers: Answers::YesNo(d), figure: Figure::Mean, population: 0 })
                    .collect(),
                populations: vec![],
                by: vec![Breakdown { groups: &dom, reference: None }],
            };
            let tables = design.tabulate(&plan, &Interrupt::new()).unwrap();
            let t2 = t.elapsed();
            let mut sum = 0.0;
            for i in 0..items {
                for k in 0..=levels {
                    let e = if k == 0 { tables.everyone(i) } else { tables.level(i, 0, k - 1) };
                    let e = e.as_ref().unwrap();
                    let c = e.proportion_interval(Method::Logit, 0.95, Reference::T).unwrap();
                    sum += e.value + c.low * 0.0;
                }
            }
            let t3 = t.elapsed();
            println!("{name} design {t1:?} tables {:?} intervals {:?} all {t3:?} {sum}", t2 - t1, t3 - t2);
        }
    }
}
