//! The rules of the waitlist as fields, and back.

use super::areas;
use super::typed::{Reading, clock, not_a_time, number, read_time, yes};
use domain::{
    Policy,
    digits::digits,
    group::Group,
    waitlist::{Order, Quiet, WAVE_MOST},
};
use jiff::civil::Time;

/// The most minutes of a time to answer.
const MINUTES_MOST: u16 = 10_000;
/// The most people among whom the time that is left is divided.
const REFUSALS_MOST: u16 = 1_000;

/// The orders by their names in the form, with what each is called.
pub(super) const ORDERS: [(&str, &str); 5] = [
    ("registered", "申し込みの早い順"),
    ("soonest", "急なお知らせでも来られる方から"),
    ("lottery", "くじの順"),
    ("areas", "決めた地区の方から"),
    ("groups", "決めた区分の方から"),
];

/// The field of a group's place in the order.
pub(super) fn place_of(index: usize) -> String {
    format!("first_{index}")
}

/// The fields as the rules stand; where there is no waitlist, as they would be at first.
pub(super) fn put(policy: &Policy, put: &mut impl FnMut(&str, String)) {
    put("waitlist", yes(policy.waitlist.is_some()));
    let waitlist = policy.waitlist.clone().unwrap_or_default();
    let (kind, seed) = match &waitlist.order {
        Order::Registered => ("registered", None),
        Order::SoonestThere => ("soonest", None),
        Order::Lottery(seed) => ("lottery", Some(seed)),
        Order::Areas(_) => ("areas", None),
        Order::Groups(_) => ("groups", None),
    };
    put("order", kind.to_owned());
    put("areas", areas::text(&waitlist.order));
    put("lottery_seed", seed.map_or_else(String::new, u64::to_string));
    for (index, group) in policy.groups.iter().enumerate() {
        let place = match &waitlist.order {
            Order::Groups(codes) => codes.iter().position(|code| *code == group.code),
            _ => None,
        };
        put(&place_of(index), place.map_or_else(String::new, |place| (place + 1).to_string()));
    }
    put("window_least", waitlist.window_least.to_string());
    put("window_most", waitlist.window_most.to_string());
    put("expected_refusals", waitlist.expected_refusals.to_string());
    put("phone_least", waitlist.phone_least.to_string());
    let (from, until) =
        waitlist.quiet.map(|quiet| (clock(quiet.from), clock(quiet.until))).unwrap_or_default();
    put("quiet_from", from);
    put("quiet_until", until);
    put("lapses_most", waitlist.lapses_most.to_string());
    put("keeps_booking", yes(waitlist.keeps_booking));
    put("wave", waitlist.wave.to_string());
    put("late", waitlist.late.to_string());
    put("wave_late", waitlist.wave_late.to_string());
}

impl Reading<'_> {
    pub(super) fn waitlist(&mut self, policy: &mut Policy) {
        match self.given("waitlist").as_deref() {
            None => return,
            Some("yes") => {}
            Some(_) => {
                policy.waitlist = None;
                return;
            }
        }
        let waitlist = policy.waitlist.get_or_insert_default();
        self.order(&mut waitlist.order, &policy.groups);
        self.count("window_least", "分数", (1, MINUTES_MOST), &mut waitlist.window_least);
        self.count("window_most", "分数", (1, MINUTES_MOST), &mut waitlist.window_most);
        if waitlist.window_least > waitlist.window_most {
            self.wrong("window_most", "長いほうの時間は、短いほうの時間以上にしてください。");
        }
        let refusals = &mut waitlist.expected_refusals;
        self.count("expected_refusals", "人数", (0, REFUSALS_MOST), refusals);
        self.count("phone_least", "分数", (0, MINUTES_MOST), &mut waitlist.phone_least);
        self.quiet(&mut waitlist.quiet);
        let mut lapses = u16::from(waitlist.lapses_most);
        self.count("lapses_most", "回数", (0, u8::MAX.into()), &mut lapses);
        waitlist.lapses_most = u8::try_from(lapses).unwrap_or(u8::MAX);
        self.yes("keeps_booking", &mut waitlist.keeps_booking);
        self.wave("wave", &mut waitlist.wave);
        self.count("late", "分数", (0, MINUTES_MOST), &mut waitlist.late);
        self.wave("wave_late", &mut waitlist.wave_late);
        if waitlist.late > 0 && waitlist.wave_late <= waitlist.wave {
            let more = "締切の近くの人数は、ふだんの人数より多くしてください。増やさないときは、その上の欄を0にします。";
            self.wrong("wave_late", more);
        }
    }

    /// To how many people a place is offered at once.
    fn wave(&mut self, name: &str, value: &mut u8) {
        let mut people = u16::from(*value);
        self.count(name, "人数", (1, WAVE_MOST.into()), &mut people);
        *value = u8::try_from(people).unwrap_or(WAVE_MOST);
    }

    fn count(&mut self, name: &str, what: &str, (least, most): (u16, u16), value: &mut u16) {
        let Some(typed) = self.given(name) else { return };
        match number(&typed).filter(|count| (least..=most).contains(count)) {
            Some(count) => *value = count,
            None => self.wrong(
                name,
                format!(
                    "「{typed}」は{what}として読めません。{least}から{most}までの数字を入れてください。"
                ),
            ),
        }
    }

    fn order(&mut self, value: &mut Order, groups: &[Group]) {
        let Some(kind) = self.given("order") else { return };
        let read = match kind.as_str() {
            "registered" => Some(Order::Registered),
            "soonest" => Some(Order::SoonestThere),
            "lottery" => self.lottery(),
            "areas" => self.areas_first(),
            "groups" => self.groups_first(groups),
            _ => {
                self.wrong("order", "ご案内する順番を、一覧から選んでください。");
                None
            }
        };
        if let Some(order) = read {
            *value = order;
        }
    }

    fn lottery(&mut self) -> Option<Order> {
        let typed = self.given("lottery_seed").unwrap_or_default();
        if typed.is_empty() {
            self.wrong(
                "lottery_seed",
                "くじのもとの数を入れてください。だれも前もって知らない数（たとえば、これから出る宝くじの番号）を使うと、公平です。",
            );
            return None;
        }
        let seed = digits(&typed).ok().and_then(|seed| seed.parse().ok());
        if seed.is_none() {
            let told = format!(
                "「{typed}」はくじのもとの数として読めません。数字だけで、19けたまでで入れてください。"
            );
            self.wrong("lottery_seed", told);
        }
        seed.map(Order::Lottery)
    }

    /// The groups in the order of their numbers; those without one are not asked first.
    fn groups_first(&mut self, groups: &[Group]) -> Option<Order> {
        let mut first = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let name = place_of(index);
            let typed = self.given(&name).unwrap_or_default();
            if typed.is_empty() {
                continue;
            }
            let Some(place) = number(&typed).filter(|place| *place > 0) else {
                let told = format!(
                    "「{typed}」は順番として読めません。1、2、3のような数字を入れるか、空欄にしてください。"
                );
                self.wrong(&name, told);
                return None;
            };
            if first.iter().any(|(there, _)| *there == place) {
                self.wrong(
                    &name,
                    format!("{place}番目の区分が、二つあります。別の番号にしてください。"),
                );
                return None;
            }
            first.push((place, group.code.clone()));
        }
        if first.is_empty() {
            let at = if groups.is_empty() { "order".to_owned() } else { place_of(0) };
            let told = if groups.is_empty() {
                "この事業には優先対象の区分がありません。ほかの順番を選んでください。"
            } else {
                "先にご案内する区分に、1から順に番号を入れてください。"
            };
            self.wrong(&at, told);
            return None;
        }
        first.sort_unstable();
        Some(Order::Groups(first.into_iter().map(|(_, code)| code).collect()))
    }

    /// Both empty is none.
    fn quiet(&mut self, value: &mut Option<Quiet>) {
        let (Some(from), Some(until)) = (self.given("quiet_from"), self.given("quiet_until"))
        else {
            return;
        };
        if from.is_empty() && until.is_empty() {
            *value = None;
            return;
        }
        let (Some(from), Some(until)) =
            (self.quiet_time("quiet_from", &from), self.quiet_time("quiet_until", &until))
        else {
            return;
        };
        if from == until {
            self.wrong("quiet_until", "始まりと終わりは、ちがう時刻にしてください。休みをなくすときは、どちらも空欄にします。");
            return;
        }
        *value = Some(Quiet { from, until });
    }

    fn quiet_time(&mut self, name: &str, typed: &str) -> Option<Time> {
        let time = read_time(typed);
        if typed.is_empty() {
            self.wrong(name, "お知らせしない時間は、始まりと終わりの両方を入れてください。なくすときは、どちらも空欄にします。");
        } else if time.is_none() {
            self.wrong(name, not_a_time(typed));
        }
        time
    }
}
