//! A waitlist played through with other rules, in words: the rules that are tried, what they rest on, and what came of
//! them.

use super::waits;
use crate::actions::simulate::{ENOUGH, Ground, Source};
use domain::{
    Door,
    waitlist::{Order, WAVE_MOST, Waitlist, areas, simulation::Summary},
};
use jiff::SignedDuration;

/// The heads of the table.
pub const HEADS: [&str; 8] = [
    "決まり",
    "埋まるまで（まん中）",
    "9割が埋まるまで",
    "空く枠",
    "埋まらない枠",
    "ご案内する方",
    "順番をとばす方",
    "間に合わない方",
];

/// What the last head means.
pub const OUTRUN: &str = "「間に合わない方」は、同じ枠を同時にご案内したほかの方が先にお受けになり、お受けになれない方の数（延べ）です。";

/// In which order, in a few words.
pub fn order(order: &Order) -> &'static str {
    match order {
        Order::Registered => "先着順",
        Order::Lottery(_) => "くじの順",
        Order::Groups(_) => "優先の方から",
        Order::Areas(_) => "決めた地区の方から",
        Order::SoonestThere => "すぐ来られる方から",
    }
}

/// 先着順、返事の時間10〜240分、4人で分ける.
pub fn rules(rules: &Waitlist) -> String {
    let order = order(&rules.order);
    let Waitlist { window_least, window_most, expected_refusals, wave, late, wave_late, .. } =
        rules;
    let several = if *wave > 1 { format!("、一度に{wave}人") } else { String::new() };
    let near = match late {
        1.. if wave_late > wave => format!("、締切の{late}分前から一度に{wave_late}人"),
        _ => String::new(),
    };
    format!(
        "{order}、返事の時間{window_least}〜{window_most}分、残り時間を{expected_refusals}人で分ける{several}{near}"
    )
}

/// 12.3; a whole number without its tenth.
pub fn tenths(count: u64) -> String {
    match count % 10 {
        0 => (count / 10).to_string(),
        tenth => format!("{}.{tenth}", count / 10),
    }
}

/// One set of rules and what came of it, under the heads.
pub fn row(name: &str, summary: &Summary) -> [String; 8] {
    let time = |time: Option<SignedDuration>| time.map_or_else(|| "―".to_owned(), waits::took);
    let Summary { middle, most, freed, wasted, disturbed, passed_by, outrun, .. } = *summary;
    let counts = [freed, wasted, disturbed, passed_by, outrun].map(tenths);
    let [freed, wasted, disturbed, passed_by, outrun] = counts;
    [name.to_owned(), time(middle), time(most), freed, wasted, disturbed, passed_by, outrun]
}

/// On what it rests, line by line.
pub fn ground(ground: &Ground) -> Vec<String> {
    let habits = &ground.stage.habits;
    let percent = |thousandths: u32| format!("{}%", tenths(thousandths.into()));
    let from = |source: Source, what: &str| match source {
        Source::Seen(count) => format!("この事業の{what}{count}件から"),
        Source::Said => "指定した値".to_owned(),
        Source::Assumed => format!("めやす。この事業ではまだ{ENOUGH}件に満たないため"),
    };
    let waiting = ground.stage.waiting.len();
    let by_phone = ground.stage.waiting.iter().filter(|(entry, _)| entry.door == Door::Phone);
    let by_phone = by_phone.count();
    let who = match ground.waiting {
        Source::Seen(_) => {
            format!("キャンセル待ちの方：{waiting}人（いま待っている方。うち電話{by_phone}人）")
        }
        _ => format!(
            "キャンセル待ちの方：{waiting}人（名簿の、対象でまだ予約のない方を、待っていると見なします。うち電話{by_phone}人）"
        ),
    };
    let (slots, places) = ground.slots;
    let answers = middle(&habits.answers);
    vec![
        format!("これからの枠：{slots}回分・{places}人分（すべて予約で埋まっているものとします）"),
        who,
        format!(
            "キャンセルされる枠：{}（{}）",
            percent(habits.given_back),
            from(ground.given_back, "予約")
        ),
        format!(
            "キャンセルの時期：まん中で{}前（{}）",
            middle(&habits.leads),
            from(ground.leads, "キャンセル")
        ),
        format!(
            "ご案内をお受けになる割合：{}、見送られる割合：{}（{}）",
            percent(habits.taken),
            percent(habits.declined),
            from(ground.taken, "ご案内"),
        ),
        format!("お返事までの時間：まん中で{answers}（{}）", from(ground.answers, "お返事")),
    ]
}

fn middle(all: &[SignedDuration]) -> String {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).map_or_else(|| "―".to_owned(), |time| waits::took(*time))
}

/// Why there is nothing to play, if so, and how to say how many wait.
pub fn nothing_to_play(ground: &Ground, how: &str) -> Option<String> {
    if ground.slots.0 == 0 {
        let none =
            "この事業には、これからの枠がありません。枠をつくってから、もう一度試してください。";
        return Some(none.to_owned());
    }
    let told = || {
        format!("キャンセル待ちの方がいません。何人が待っていると見なすかを、決めてください。{how}")
    };
    ground.stage.waiting.is_empty().then(told)
}

/// What is compared where nobody says what: the programme's own rules and five that differ in one thing.
pub fn usual(own: &Waitlist) -> Vec<(String, Waitlist)> {
    let by_lot = matches!(own.order, Order::Lottery(_));
    let other = if by_lot { Order::Registered } else { Order::Lottery(1) };
    let with = |name: &str, rules: Waitlist| (name.to_owned(), rules);
    let window = |least, most| Waitlist { window_least: least, window_most: most, ..own.clone() };
    vec![
        with("いまの決まり", own.clone()),
        with("返事を短く", window(5, 30)),
        with("返事を長く", window(30, 720)),
        with(if by_lot { "先着順" } else { "くじの順" }, Waitlist { order: other, ..own.clone() }),
        with("すぐ来られる方", Waitlist { order: Order::SoonestThere, ..own.clone() }),
        if own.wave > 1 {
            with("一人ずつ", Waitlist { wave: 1, late: 0, ..own.clone() })
        } else {
            with("一度に3人", Waitlist { wave: 3, ..own.clone() })
        },
    ]
}

/// Reads rules to be tried: 「みじかく:least=5,most=30,refusals=2,order=lottery」. What is not named is as in the programme.
pub fn read(text: &str, own: &Waitlist) -> Result<(String, Waitlist), String> {
    let how = "「みじかく:least=5,most=30」のように、名前、コロン、変える決まりを書いてください。";
    let (name, parts) =
        text.split_once([':', '：']).ok_or_else(|| format!("「{text}」は読めません。{how}"))?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 10 {
        return Err(format!("「{text}」の名前は、1〜10文字にしてください。図の下に入る長さです。"));
    }
    let mut rules = own.clone();
    for part in parts.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        change(&mut rules, part).map_err(|why| format!("「{name}」の「{part}」：{why}"))?;
    }
    if rules.window_least > rules.window_most {
        let (least, most) = (rules.window_least, rules.window_most);
        return Err(format!(
            "「{name}」：返事の時間の長いほう（most={most}）は、短いほう（least={least}）以上にしてください。"
        ));
    }
    Ok((name.to_owned(), rules))
}

fn change(rules: &mut Waitlist, part: &str) -> Result<(), String> {
    let (what, value) =
        part.split_once('=').ok_or("「least=5」のように、= でつないでください。")?;
    let number = |most: u16| {
        let found = value.trim().parse::<u16>().ok().filter(|n| (1..=most).contains(n));
        found.ok_or_else(|| format!("1〜{most}の数を書いてください。"))
    };
    match what.trim() {
        "least" => rules.window_least = number(10_080)?,
        "most" => rules.window_most = number(10_080)?,
        "refusals" => rules.expected_refusals = number(100)?,
        "wave" => rules.wave = people(number(WAVE_MOST.into())?),
        "late" => rules.late = number(10_080)?,
        "wave_late" => rules.wave_late = people(number(WAVE_MOST.into())?),
        "order" => {
            rules.order = match value.trim() {
                "registered" => Order::Registered,
                "lottery" => Order::Lottery(1),
                "soonest_there" => Order::SoonestThere,
                _ => {
                    return Err(
                        "順番は registered、lottery、soonest_there のどれかです。地区の順は「areas=北窓/南窓」のように書きます。".to_owned()
                    );
                }
            }
        }
        "areas" => {
            let named: Vec<String> =
                value.split(['/', '／']).map(|name| name.trim().to_owned()).collect();
            areas::check(&named).map_err(waits::not_areas)?;
            rules.order = Order::Areas(named);
        }
        _ => {
            let all = "order、areas、least、most、refusals、wave、late、wave_late";
            return Err(format!("変えられるのは {all} です。"));
        }
    }
    Ok(())
}

fn people(count: u16) -> u8 {
    u8::try_from(count).unwrap_or(WAVE_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_what_cannot_be_is_told() {
        let own = Waitlist::default();
        let (name, tried) =
            read("みじかく: least=5, most=30,order=lottery,refusals=2", &own).unwrap();
        assert_eq!((name.as_str(), tried.window_least, tried.window_most), ("みじかく", 5, 30));
        assert_eq!((tried.order, tried.expected_refusals), (Order::Lottery(1), 2));
        assert_eq!(tried.phone_least, own.phone_least, "what is not named stays");
        for (text, why) in [
            ("least=5", "名前、コロン"),
            (":least=5", "1〜10文字"),
            ("とてもとても長い名前です:least=5", "1〜10文字"),
            ("あ:least", "= でつないで"),
            ("あ:least=0", "1〜10080の数"),
            ("あ:least=25:00", "1〜10080の数"),
            ("あ:most=99999", "1〜10080の数"),
            ("あ:refusals=🙂", "1〜100の数"),
            ("あ:order=random", "registered、lottery"),
            ("あ:areas=", "1番目の地区の名前が読めません"),
            ("あ:areas=北窓/北窓", "2番目の地区は、もう上にあります"),
            ("あ:wave=6", "1〜5の数"),
            ("あ:wave_late=0", "1〜5の数"),
            ("あ:color=red", "変えられるのは"),
            ("あ:least=60,most=30", "短いほう（least=60）以上"),
        ] {
            let told = read(text, &own).unwrap_err();
            assert!(told.contains(why), "{text}: {told}");
        }
    }

    #[test]
    fn what_came_of_it_stands_under_the_heads() {
        let summary = Summary {
            middle: Some(SignedDuration::from_secs(95)),
            most: None,
            freed: 123,
            wasted: 0,
            offers: 130,
            disturbed: 105,
            passed_by: 20,
            outrun: 15,
        };
        let told = ["いま", "1分35秒", "―", "12.3", "0", "10.5", "2", "1.5"].map(str::to_owned);
        assert_eq!(row("いま", &summary), told);
    }

    #[test]
    fn the_usual_comparison_has_the_own_rules_first_and_names_that_differ() {
        let own = Waitlist { order: Order::Lottery(7), ..Waitlist::default() };
        let all = usual(&own);
        assert_eq!(all[0].1, own);
        assert_eq!(all[3].0, "先着順");
        assert_eq!(rules(&own), "くじの順、返事の時間10〜240分、残り時間を4人で分ける");
        assert_eq!(usual(&Waitlist::default())[3].0, "くじの順");
        let (_, north) = read("北から:areas=北窓／南窓", &own).unwrap();
        assert_eq!(north.order, Order::Areas(vec!["北窓".to_owned(), "南窓".to_owned()]));
        assert!(rules(&north).starts_with("決めた地区の方から、返事"), "{}", rules(&north));
        let (_, waves) = read("波:wave=2,late=90,wave_late=5", &own).unwrap();
        let told = rules(&waves);
        assert!(told.ends_with("一度に2人、締切の90分前から一度に5人"), "{told}");
        assert_eq!(usual(&waves)[5].0, "一人ずつ");
    }
}
