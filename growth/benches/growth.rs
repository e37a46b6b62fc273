//! How many children a core judges in a second, by all six indices.
#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot go on has failed"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use growth::{Measurement, Micro, Posture, Sex, assess};

/// Made-up children of all ages and sizes, some far beyond ±3 and between the rows of the tables.
fn children() -> Vec<Measurement> {
    (0..10_000)
        .map(|n: i32| {
            let age = n.wrapping_mul(7919).rem_euclid(1827);
            let height = 4900 + age * 3 + n % 977;
            Measurement {
                sex: Some(if n % 2 == 0 { Sex::Male } else { Sex::Female }),
                age_days: Some(age),
                weight_kg: Some(Micro::from_thousandths(3000 + age * 7 + n % 5003)),
                height_cm: Some(Micro::from_hundredths(height)),
                posture: [Some(Posture::Lying), Some(Posture::Standing), None]
                    .get(usize::try_from(n % 3).expect("positive"))
                    .copied()
                    .flatten(),
                oedema: false,
                head_cm: Some(Micro::from_hundredths(3500 + age / 2 + n % 307)),
                muac_cm: Some(Micro::from_hundredths(1100 + age / 4 + n % 211)),
            }
        })
        .collect()
}

fn bench(criterion: &mut Criterion) {
    let children = children();
    let mut group = criterion.benchmark_group("assess");
    group.throughput(Throughput::Elements(
        children.len().try_into().expect("few"),
    ));
    group.bench_function("six indices", |bencher| {
        bencher.iter(|| {
            for child in &children {
                black_box(assess(black_box(child)));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
