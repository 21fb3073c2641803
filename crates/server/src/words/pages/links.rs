//! Who acts for whom: the list, one link, an invitation and the record of a person. Codes are in `codes.rs`.

use crate::words::{Lang, lang::Html, lang::texts};
use domain::{AccountId, Actor, CodeKind, LinkedBy, Relation, code::CodeRefusal};
use serde_json::Value;
use store::{EverLinked, Proxy, What};

texts! {
    links_title: "つながりの一覧", "Who you book for", "つながりの リスト";
    links_intro: "ここから予約できる方です。", "You can book for these people here.", "この 人たちの 予約が できます。";
    links_none:
        "まだ、どなたも登録されていません。接種券の番号と生年月日で登録できます。",
        "Nobody is registered yet. You can register someone by voucher number and date of birth.",
        "まだ だれも 登録していません。接種券の 番号と 生まれた 日で 登録できます。";
    link_proven: "確認ずみ", "Confirmed", "確認しました";
    link_by_voucher: "接種券だけ", "By voucher only", "接種券だけ";
    link_proven_means:
        "この方のすべての予約を見て、変えられます。",
        "You can see and change every booking of this person.",
        "この 人の 予約を ぜんぶ 見る ことが できます。変える ことも できます。";
    link_voucher_means:
        "ここから取った予約だけ、見られます。",
        "You can see only what was booked here.",
        "ここで した 予約だけ 見る ことが できます。";
    link_since(since, by): "{since} から（{by}）", "Since {since} ({by})", "{since}から（{by}）";
    link_others: "ほかに予約できる方： ", "Others who can book: ", "ほかに 予約できる 人： ";
    link_more: "くわしく・変える", "Details and changes", "もっと 見る・変える";
    links_add: "増やす", "Add", "ふやす";
    links_add_voucher: "接種券で家族を追加する", "Add family by voucher", "接種券で 家族を 登録する";
    back_to_links: "つながりの一覧へ戻る", "Back to who you book for", "つながりの リストへ もどる";
    back_to_link: "つながりへ戻る", "Back", "もどる";

    link_title[name]: "{name}さんとのつながり", "You and {name}", "{name}さんとの つながり";
    link_page: "つながり", "Who you book for", "つながり";
    link_voucher_why:
        "新しく予約できます。見られるのは、ここから取った予約だけです。お電話やほかのご家族が取った予約も見るには、町からお届けする確認番号か、確認ずみのご家族からの招待がいります。",
        "You can make new bookings, and see those made here. To see bookings made by phone or by others of the family, you need a code from the town, or an invitation from family that is confirmed.",
        "新しい 予約が できます。ここで した 予約だけ 見る ことが できます。ほかの 予約を 見る とき、町の 確認番号か、家族の 招待が いります。";
    link_you: "あなたについて", "About you", "あなたの こと";
    link_relation: "この方は、あなたの", "This person is", "この 人は、あなたの";
    choose: "選ぶ", "Choose", "えらぶ";
    link_alias: "あなたの呼び名（なくてもかまいません）", "What you are called (you may leave it empty)", "あなたの よびかた（なくても いいです）";
    link_alias_hint:
        "この方の記録と、ほかのご家族の画面に出ます。10文字まで。",
        "It is shown in this person’s record and to others of the family. Up to 10 characters.",
        "この 人の 記録と、家族の 画面に 出ます。10文字までです。";
    link_alias_long(length):
        "呼び名は10文字までです。いまは{length}文字です。",
        "It may have up to 10 characters. You entered {length}.",
        "10文字までです。いま、{length}文字です。";
    link_alias_signs:
        "呼び名に使えるのは、文字と数字、「ー」「・」、空白です。かっこなどの記号を消して、もう一度保存してください。",
        "Please use letters, digits and spaces only. Take out brackets and other signs, and save again.",
        "文字と 数字を つかってください。かっこや 記号は つかえません。";
    save: "保存する", "Save", "保存する";
    link_others_title: "ほかに予約できる方", "Others who can book", "ほかに 予約できる 人";
    link_no_others: "あなたのほかには、いません。", "There is nobody but you.", "あなただけです。";
    invite_title: "ご家族を招待する", "Invite someone of the family", "家族を よぶ（招待）";
    invite_means[name]:
        "招待されたご家族は、{name}さんのすべての予約を見て、予約・変更・キャンセルができるようになります。招待は3日のあいだ、1回だけ使えます。新しく作ると、前の招待は使えなくなります。",
        "Whoever you invite can see, make, change and cancel every booking of {name}. An invitation works once, for three days. A new one ends the one before.",
        "よんだ 家族は、{name}さんの 予約を ぜんぶ 見る ことが できます。変える ことも できます。招待は 3日間、1回 つかう ことが できます。新しい 招待を 作ると、前の 招待は つかえません。";
    invite_make: "招待のリンクを作る", "Make an invitation link", "招待の リンクを 作る";
    end_title: "つながりを終わりにする", "End this", "つながりを 終わりに する";
    end_short: "終わりにする", "End", "終わりに する";
    end_means:
        "同意を取り消すと、この方の予約は、ここからは見えなくなります。",
        "You take back your consent, and bookings of this person are no longer seen here.",
        "終わりに すると、この 人の 予約は ここで 見えません。";
    end_ask: "つながりを終わりにしますか", "Do you want to end this?", "終わりに しますか";
    end_own[name]:
        "あなたと{name}さんのつながりを終わりにします。{name}さんの予約は、ここからは見えなくなり、変更やキャンセルもできなくなります。",
        "You will no longer see, change or cancel bookings of {name} here.",
        "あなたは {name}さんの 予約を 見る ことが できなく なります。変える ことも できません。";
    end_other(whose)[name]:
        "{whose}のつながりを終わりにします。{name}さんの予約は、その方からは、すぐに見えなくなります。",
        "This ends it for: {whose}. They no longer see bookings of {name}, from this moment.",
        "{whose}の つながりを 終わりに します。{name}さんの 予約が すぐに 見えなく なります。";
    end_invited[names]:
        "招待を受けた方（{names}）のつながりも、いっしょに終わりにする",
        "Also end it for those they invited: {names}",
        "招待した 人（{names}）も いっしょに 終わりに する";
    end_invited_stay[names]:
        "あなたが招待した方（{names}）のつながりは、そのまま残ります。終わりにできるのは、その方、ご本人、町の窓口です。",
        "Whoever you invited stays: {names}. They themselves, the person, or the town can end that.",
        "あなたが 招待した 人（{names}）は そのままです。その 人か、本人か、町が 終わりに できます。";
    end_stays: "予約は、そのまま残ります。", "The bookings stay.", "予約は のこります。";
    end_again:
        "もう一度すべてを見るには、新しい確認番号か、ご家族からの招待がいります。",
        "To see everything again, a new code or an invitation is needed.",
        "また 見る とき、新しい 確認番号か 招待が いります。";

    invited_title: "招待のリンクができました", "The invitation link is ready", "招待の リンクが できました";
    invited_page: "招待のリンク", "Invitation link", "招待の リンク";
    invited_send[name]:
        "次のリンクを、招待するご家族にだけ送ってください。そのご家族が自分のLINEで開くと、{name}さんの予約ができるようになります。",
        "Send this link to the one you invite, and to nobody else. When they open it in their own LINE, they can book for {name}.",
        "この リンクを 家族に 送ってください。ほかの 人に 送らないでください。家族が LINEで ひらくと、{name}さんの 予約が できます。";
    invited_copy:
        "長く押して「すべて選択」「コピー」を選び、トークに貼り付けてください。",
        "Press long, choose “Select all” and “Copy”, and paste it into a chat.",
        "長く おして、コピーします。トークに はってください。";
    invited_once:
        "このリンクは、いまだけ表示しています。3日のあいだ、1回だけ使えます。",
        "This link is shown only now. It works once, for three days.",
        "この リンクは いまだけ 見えます。3日間、1回 つかう ことが できます。";
    invited_before: "招待のリンクは、もう作りました", "You made this link before", "招待の リンクは もう 作りました";
    invited_before_next:
        "リンクは作ったときに一度だけ表示します。わからなくなったときは、前の画面から新しく作ってください。前のリンクは使えなくなります。",
        "A link is shown once, when it is made. If you lost it, go back and make a new one; the old one then no longer works.",
        "リンクは 1回だけ 見えます。もう 一度 いる ときは、新しい リンクを 作ってください。前の リンクは つかえません。";

    invitation_page: "ご家族からの招待", "An invitation from family", "家族からの 招待";
    invitation_title[name]: "{name}さんの予約への招待", "An invitation to book for {name}", "{name}さんの 予約の 招待";
    invitation_from(inviter, until):
        "{inviter}から、招待が届いています。{until} まで使えます。",
        "From: {inviter}. It works until {until}.",
        "{inviter}から 招待が 来ました。{until}まで つかう ことが できます。";
    invitation_what: "引き受けると、どうなりますか", "What happens if you accept", "「はい」と 言うと、どう なりますか";
    invitation_see[name]:
        "あなたは、{name}さんの<strong>すべての予約</strong>（日時と場所）を見られます。",
        "You can see <strong>every booking</strong> of {name}, with time and place.",
        "あなたは {name}さんの <strong>予約を ぜんぶ</strong> 見る ことが できます。";
    invitation_do[name]:
        "あなたは、{name}さんの予約を<strong>取り、変え、取り消せます</strong>。",
        "You can <strong>make, change and cancel</strong> bookings of {name}.",
        "あなたは {name}さんの 予約を <strong>変える</strong> ことが できます。<strong>やめる</strong> ことも できます。";
    invitation_told[name]:
        "あなたがしたことは、{name}さんの記録に残り、ほかのご家族にも見えます。",
        "What you do is kept in the record of {name}, and others of the family see it.",
        "あなたが した ことは {name}さんの 記録に のこります。家族も 見る ことが できます。";
    invitation_ends:
        "つながりは、あなたからも、ご本人からも、町の窓口からも、いつでも終わりにできます。",
        "You, the person, or the town can end this at any time.",
        "いつでも 終わりに できます。あなたも、本人も、町も できます。";
    invitation_yes: "引き受ける", "Accept", "はい";
    invitation_no: "断る", "Decline", "いいえ";
    invitation_unknown:
        "心当たりのない招待のときは、断ってください。",
        "If you do not know about this, please decline.",
        "知らない 招待の ときは、「いいえ」を おしてください。";
    invitation_used: "この招待は、もう使われています", "This invitation was used before", "この 招待は もう つかいました";
    invitation_used_why:
        "招待は1回だけ使えます。ほかのLINEか、ほかの方が、先に使いました。",
        "An invitation works once. Another LINE, or someone else, has used it.",
        "招待は 1回だけ つかう ことが できます。ほかの LINEか、ほかの 人が つかいました。";
    invitation_used_next:
        "あなたが別のLINEで使ったときは、そのLINEからお入りください。心当たりがないときは、招待したご家族にお知らせください。",
        "If it was you with another LINE, enter with that one. If not, please tell the family who invited you.",
        "あなたが つかった ときは、その LINEから 入ってください。知らない ときは、家族に 言ってください。";
    invitation_late: "この招待は、期限が過ぎています", "This invitation has run out", "この 招待は 終わりました";
    invitation_late_why(at): "期限は {at} まででした。", "It worked until {at}.", "{at}まででした。";
    invitation_over: "この招待は、もう使えません", "This invitation no longer works", "この 招待は もう つかえません";
    invitation_over_why:
        "取り消されたか、新しい招待が作られました。",
        "It was taken back, or a new one was made.",
        "家族が やめました。または、新しい 招待を 作りました。";
    invitation_again:
        "ご家族に、新しい招待を作ってもらってください。",
        "Please ask your family for a new one.",
        "家族に 新しい 招待を たのんでください。";
    invitation_own: "ご自分で作った招待です", "You made this invitation yourself", "あなたが 作った 招待です";
    invitation_own_why:
        "あなたは、すでにこの方の予約ができます。",
        "You can book for this person already.",
        "あなたは もう この 人の 予約が できます。";
    invitation_own_next:
        "この招待は、ほかのご家族に送ってください。",
        "Please send it to another of the family.",
        "ほかの 家族に 送ってください。";
    declined: "招待をお断りしました", "You declined the invitation", "「いいえ」と 言いました";
    declined_why:
        "この招待は、もう使えません。あなたからは、何も見えません。",
        "It no longer works, and you see nothing.",
        "この 招待は もう つかえません。あなたは 何も 見えません。";
    declined_next:
        "お気持ちが変わったときは、ご家族に、もう一度招待してもらってください。",
        "If you change your mind, please ask your family to invite you again.",
        "やっぱり 予約したい ときは、家族に もう 一度 たのんでください。";

    record_page: "この方の記録", "This person’s record", "この 人の 記録";
    record_open: "この方の記録を見る", "See this person’s record", "この 人の 記録を 見る";
    record_title[name]: "{name}さんの記録", "The record of {name}", "{name}さんの 記録";
    record_intro:
        "だれが、いつ、何をしたかを、新しい順に並べています。職員が記録を開いたことも出ます。",
        "Who did what and when, newest first. It also tells when staff opened the record.",
        "だれが、いつ、何を したか、書いて あります。町の 人が 見た ことも わかります。";
    record_end: "ここから先の記録はありません。", "There is nothing more.", "これより 前の 記録は ありません。";
    record_newer: "新しい記録", "Newer", "新しい 記録";
    record_older: "前の記録", "Older", "前の 記録";
    record_unknown:
        "心当たりのないことがあるときは、お電話ください。",
        "If there is anything you do not know about, please call us.",
        "知らない ことが ある ときは、電話してください。";

    by_voucher: "接種券番号と生年月日", "voucher number and date of birth", "接種券の 番号と 生まれた 日";
    by_letter: "郵便でお届けした確認番号", "a code in a letter", "てがみの 確認番号";
    by_counter: "窓口・電話でお伝えした確認番号", "a code told at the counter or on the phone", "窓口か 電話の 確認番号";
    by_invitation: "家族からの招待", "an invitation from family", "家族の 招待";
    relation_oneself: "本人", "myself", "本人";
    relation_parent: "親", "my parent", "親";
    relation_child: "子", "my child", "子ども";
    relation_spouse: "配偶者", "my spouse", "夫か 妻";
    relation_other: "その他", "someone else", "ほかの 人";
    called_oneself: "ご本人", "the person", "本人";
    called_child: "お子さん", "a child", "子ども";
    called_says_oneself: "「本人」と登録した方", "someone who says they are the person", "「本人」と 書いた 人";
    called_parent: "親御さん", "a parent", "親";
    called_spouse: "配偶者の方", "the spouse", "夫か 妻";
    called_other: "ご家族など", "family or others", "家族など";
    called_without_line(called): "{called}（LINEを使わない方）", "{called} (without LINE)", "{called}（LINEを つかわない 人）";
    who_you: "あなた", "You", "あなた";
    who_staff: "職員", "Staff", "町の 人";
    who_system: "町のシステム", "The town’s system", "町の システム";
    who_before: "以前つながっていた方", "Someone who acted before", "前に つながっていた 人";
    who_without_line: "LINEを使わない方", "Someone without LINE", "LINEを つかわない 人";
    who_before_without_line:
        "以前、確認番号で入った方（LINEを使わない方）",
        "Someone who came in with a code before (without LINE)",
        "前に 確認番号で 入った 人（LINEを つかわない 人）";
    told_opened: "記録を開いた", "Opened the record", "記録を 見ました";
    told_link_begins: "つながりの始まり", "May book from now on", "つながりが はじまりました";
    told_link_ends: "つながりの終わり", "May no longer book", "つながりが 終わりました";
    told_relation: "続柄の登録", "Said who they are", "だれか 書きました";
    told_alias: "呼び名の登録・変更", "Said what they are called", "よびかたを 書きました";
    told_no_alias: "呼び名を消した", "Took back what they are called", "よびかたを 消しました";
    told_letter_given: "確認番号（郵便）の発行", "A code was sent by letter", "てがみの 確認番号を 作りました";
    told_counter_given: "確認番号（窓口・電話）の発行", "A code was told at the counter or on the phone", "窓口か 電話の 確認番号を 作りました";
    told_invited: "家族への招待の発行", "Invited family", "家族を よびました";
    told_code_used: "確認番号の使用", "A code was used", "確認番号を つかいました";
    told_code_withdrawn: "確認番号の取り消し", "A code was taken back", "確認番号を やめました";
    told_lifted: "入力の停止を解除", "Tries were let in again", "また 書く ことが できます";
    told_saved: "名簿への登録・更新", "The town’s list was brought up to date", "町の 名簿に 書きました";
    told_passed: "枠の引きつぎ", "A place passed to another exam", "場所を うつしました";
}

impl Lang {
    /// What the person is to whoever looks at the list.
    pub fn relation(self, relation: Relation) -> &'static str {
        match relation {
            Relation::Oneself => self.relation_oneself(),
            Relation::Parent => self.relation_parent(),
            Relation::Child => self.relation_child(),
            Relation::Spouse => self.relation_spouse(),
            Relation::Other => self.relation_other(),
        }
    }

    /// By what a link began.
    pub fn linked_by(self, by: LinkedBy) -> &'static str {
        match by {
            LinkedBy::Voucher => self.by_voucher(),
            LinkedBy::Letter => self.by_letter(),
            LinkedBy::Counter => self.by_counter(),
            LinkedBy::Invitation => self.by_invitation(),
        }
    }

    /// What somebody is called towards the others who act for the person. Their own word stands in brackets, so
    /// that nobody is taken for the staff, or for the person.
    pub fn called(self, proxy: &Proxy) -> Html {
        let called = match (&proxy.alias, proxy.link.relation) {
            (Some(alias), _) => Html::name(&format!("「{alias}」")),
            (None, Some(Relation::Oneself)) if proxy.link.is_themself() => {
                Html::text(self.called_oneself())
            }
            (None, Some(Relation::Oneself)) => Html::text(self.called_says_oneself()),
            (None, Some(Relation::Parent)) => Html::text(self.called_child()),
            (None, Some(Relation::Child)) => Html::text(self.called_parent()),
            (None, Some(Relation::Spouse)) => Html::text(self.called_spouse()),
            (None, None) if !proxy.in_line => return Html::text(self.who_without_line()),
            (None, Some(Relation::Other) | None) => Html::text(self.called_other()),
        };
        if proxy.in_line {
            return called;
        }
        Html::made(self.called_without_line(called))
    }

    /// The same as `end_other`, of somebody as they are called.
    pub fn end_other_of(self, whose: &Html, name: &str) -> Html {
        self.with_name(|lang, mark| lang.end_other(mark, name).to_string(), whose)
    }

    /// The same as `invitation_from`, of somebody as they are called.
    pub fn invitation_from_of(self, inviter: &Html, until: &str) -> Html {
        self.with_name(
            |lang, mark| Html::text(&lang.invitation_from(mark, until)).to_string(),
            inviter,
        )
    }

    /// A sentence with a name that is markup already.
    fn with_name(self, sentence: impl Fn(Self, &str) -> String, name: &Html) -> Html {
        const MARK: &str = "\u{1a}";
        Html::made(sentence(self, MARK).replace(MARK, &name.to_string()))
    }

    /// Who did something, as another who acts for the person may know it.
    pub fn who(self, by: Actor, own: AccountId, ever: &[EverLinked]) -> Html {
        let account = match by {
            Actor::Account(account) if account == own => return Html::text(self.who_you()),
            Actor::Account(account) => account,
            Actor::Officer(_) => return Html::text(self.who_staff()),
            Actor::System => return Html::text(self.who_system()),
        };
        match ever.iter().find(|ever| ever.proxy.link.account == account) {
            Some(EverLinked { proxy, ended_at: None }) => self.called(proxy),
            Some(EverLinked { proxy, .. }) if !proxy.in_line => {
                Html::text(self.who_before_without_line())
            }
            Some(_) | None => Html::text(self.who_before()),
        }
    }

    /// What was done about a person, and by what a link began.
    pub fn recorded(self, what: &What) -> (&'static str, &'static str) {
        let by = |by: &Value| by.as_str().and_then(LinkedBy::named);
        let words = match what.name.as_str() {
            "person_linked" => {
                let by = by(&what.facts["by"]).unwrap_or(LinkedBy::Voucher);
                return (self.told_link_begins(), self.linked_by(by));
            }
            "person_unlinked" => self.told_link_ends(),
            "link_described" => self.told_relation(),
            "alias_set" if what.facts["given"] == false => self.told_no_alias(),
            "alias_set" => self.told_alias(),
            "code_given" => match serde_json::from_value(what.facts["kind"].clone()) {
                Ok(CodeKind::Invitation { .. }) => self.told_invited(),
                Ok(CodeKind::Counter) => self.told_counter_given(),
                Ok(CodeKind::Letter) | Err(_) => self.told_letter_given(),
            },
            "code_used" => self.told_code_used(),
            "code_withdrawn" => self.told_code_withdrawn(),
            "lock_lifted" => self.told_lifted(),
            "opened" | "todo_done" | "todo_reopened" => self.told_opened(),
            "place_passed" => self.told_passed(),
            _ => self.told(what).unwrap_or_else(|| self.told_saved()),
        };
        (words, "")
    }

    /// Why an invitation is of no more use: heading, why, and what next. That the person may no longer be acted
    /// for is told as if the family had taken it back.
    pub fn invitation_refused(self, refusal: CodeRefusal) -> [String; 3] {
        let said = |texts: [&str; 3]| texts.map(str::to_owned);
        match refusal {
            CodeRefusal::Used => said([
                self.invitation_used(),
                self.invitation_used_why(),
                self.invitation_used_next(),
            ]),
            CodeRefusal::Expired { at } => said([
                self.invitation_late(),
                &self.invitation_late_why(self.instant(at)),
                self.invitation_again(),
            ]),
            CodeRefusal::Withdrawn => {
                said([self.invitation_over(), self.invitation_over_why(), self.invitation_again()])
            }
            CodeRefusal::OwnInvitation => {
                said([self.invitation_own(), self.invitation_own_why(), self.invitation_own_next()])
            }
        }
    }
}
