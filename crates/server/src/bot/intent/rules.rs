//! The everyday words of each wish, as a table. The first line that fits decides, so what must not be overlooked
//! stands above, and the more precise above the more general: whoever writes 「予約をキャンセル」 wants to cancel.

use super::{Intent, fold};
use std::sync::LazyLock;

/// A line fits where one of `any` is in the text and, if there are any, one of `with` as well. Words are parted by
/// spaces.
struct Line {
    intent: Intent,
    any: &'static str,
    with: &'static str,
}

const fn line(intent: Intent, any: &'static str) -> Line {
    Line { intent, any, with: "" }
}

const fn both(intent: Intent, any: &'static str, with: &'static str) -> Line {
    Line { intent, any, with }
}

/// It is done.
const MADE: &str = "
    できました 出来ました 取れました とれました できた 済みました すみました 完了 届きました 受けました うけました 終わりました
    受けてきました
";

/// It is done, and the next thing may be wished for.
const CAME: &str = "届きました とどきました 受けました うけました 受けてきました 終わりました 済みました すみました 完了";

/// Words of duty, whose end sounds like not being able to come: 「予約しないといけませんか」.
const DUTY: &str = "
    ないといけ ないと行け ないといか なければいけ なければ行け なければいか なくてはいけ なくてはいか なくちゃいけ なきゃいけ
    ないとなら ないとだめ ないと駄目 ないとあか なければなら なくてはなら なきゃなら んといけ んといか んとあか んばいけ
    なあか にゃいけ にゃなら ねばなら ねばなん なくていい なくてもいい
";

/// What somebody works at. A duty that was left out of the text stands there as `|`.
const WORK: &str = "
    仕事 しごと 出勤 しゅっきん 残業 ざんぎょう 出張 しゅっちょう 夜勤 やきん 日勤 にっきん 勤務 パート バイト シフト
    会議 職場 会社
";

/// It keeps them from coming.
const KEEPS: &str = "
    行か| いか| 行が| いが| 出| 休めな 休めま 休めへ 休めん 休めね やすめな やすめま やすめへ やすめん 休まれへ
    抜けられ 抜けれ 抜けら ぬけられ ぬけれ 無理 むり 仕事が入 仕事入 仕事も入 仕事がはい 仕事はい しごとがはい しごとが入
    仕事し| 仕事せ| 仕事をし| 仕事ばせ| 出勤し| 残業し| 残業が入 残業入 出張が入 出張入 会議が入 会議入 夜勤が入 夜勤入
    バイトが入 バイト入 バイトはい パートが入 シフトが入 シフト入 仕事にな しごとにな 出勤にな 残業にな 出張にな 夜勤にな
    日勤にな 勤務にな シフトが変 シフト変 その日は仕事 その日仕事 その日はしごと その日しごと その日は出勤 その日は夜勤
    当日は仕事 当日仕事 日に仕事
";

const LINES: &[Line] = &[
    line(
        Intent::Easy,
        "
            やさしい日本語 やさしいにほんご 優しい日本語 日本語がわから 日本語わから にほんごわから にほんごがわから
            にほんごわかりません 日本語わかりません 日本語が分から 日本語むずかし 日本語が難し 日本語がむずかし
            にほんごむずかし にほんごがむずかし 外国語 英語で えいごで
        ",
    ),
    both(
        Intent::Book,
        "
            予約したい 予約をしたい 予約がしたい よやくしたい 予約を取りたい 予約取りたい 予約をとりたい 予約とりたい
            予約を入れたい 予約をお願い 予約お願い 予約もお願い 申し込みたい 申込みたい もうしこみたい 受けたい
            うけたい 打ちたい うちたい 次の予約 回目を予約 回目の予約 回目をお願い 回目もお願い
        ",
        CAME,
    ),
    both(
        Intent::Thanks,
        "ありがと 有難う 有り難う おおきに 助かりました たすかりました お世話",
        MADE,
    ),
    line(
        Intent::Waitlist,
        "
            キャンセル待ち キャンセルまち きゃんせる待ち 空き待ち あきまち 順番待ち 空きが出たら 空きがでたら 空いたら
            あいたら 空きが出れば キャンセルが出たら キャンセルがでたら キャンセルが出れば 満員 満席 満杯 いっぱいで
            一杯で 埋まって うまって 空きがない 空きが無い あきがない
        ",
    ),
    line(
        Intent::Notices,
        "
            お知らせ おしらせ 通知 つうち リマインド 配信 はいしん メッセージを止 メッセージいらない 送ってこない
            送らないで おくらないで 届かないように うるさい ミュート
        ",
    ),
    both(
        Intent::Voucher,
        "接種券 せっしゅけん クーポン券 クーポン 予診票 よしんひょう 受診券 じゅしんけん 券",
        "
            なくし 無くし 失くし なくな 無くな 紛失 届か とどか 届いて とどいて 来ない 来てな こない もらって
            見つから みつから 再発行 さいはっこう 捨て すてて どこ 忘れた ありません ない
        ",
    ),
    line(
        Intent::Items,
        "
            持ち物 もちもの 持っていく 持っていけ 何を持って なにをもって もっていけ もっていく 持ってく もってく
            持って行 もって行 もってい 持参 必要なもの 必要な物 ひつようなもの 何がいりますか なにがいりますか
            何が要りますか 服装 ふくそう 着て行 着ていく 印鑑 保険証
        ",
    ),
    both(
        Intent::Change,
        "遅らせ おくらせ 早め はやめ 早くし はやくし",
        "日 予約 よやく 時間 じかん たい て",
    ),
    line(
        Intent::Late,
        "
            遅れ おくれそう おくれます おくれる 遅刻 ちこく 間に合わ まにあわ 道に迷 みちにまよ 渋滞 じゅうたい
            バスが来 電車が
        ",
    ),
    line(
        Intent::Medical,
        "
            打って大丈夫 うってだいじょうぶ 受けて大丈夫 うけてだいじょうぶ 打っても大丈夫 受けても大丈夫 打ってもいい
            受けてもいい アレルギー 妊娠 にんしん 妊婦 授乳 薬を飲 くすりを くすりをのん お薬 持病 じびょう 効果
            効き目 安全 あんぜん 副作用 ふくさよう こわい 怖い 不安 風邪 かぜをひ かぜひ 熱があ ねつがあ お酒 お風呂
            おふろ 入浴 運動して 痛いですか いたいですか 基礎疾患 同時に打 仕事に行っても 仕事しても 仕事をしても 出勤しても
        ",
    ),
    both(
        Intent::Person,
        "住所 引っ越 引越 ひっこ 名字 苗字 氏名 名前",
        "変 かわ 違 ちが まちが 間違 した",
    ),
    line(Intent::Anger, "税金泥棒 税金どろぼう"),
    line(
        Intent::Elsewhere,
        "
            ごみ 粗大 収集 しゅうしゅう 分別 ぶんべつ 住民票 じゅうみんひょう マイナンバー 税金 給付金 図書館
            としょかん 道路 戸籍 年金 水道 天気 てんき 避難 災害 地震 バスの時刻
        ",
    ),
    line(
        Intent::LookUp,
        "
            キャンセルしない キャンセルしません キャンセルはしない キャンセルをやめ キャンセルやめ キャンセルを取り消
            やめない やめません 取り消さない 取消さない やっぱり行きます やっぱりいきます やっぱり行く 予約したのに
            予約したはず 予約できてますか 予約できていますか 予約できてる 予約出来て よやくできて 予約取れて 予約とれて
            できましたか 取れましたか とれましたか できたか確 できたかど できたかたしか 出来たか確 出来たかど
            取れたか確 取れたかど とれたか確 とれたかど
        ",
    ),
    line(
        Intent::Trouble,
        "
            できない 出来ない できません 出来ません できひん でけへん できん できねえ できねぇ 開かない ひらかない
            開けない ひらけない エラーが エラーに エラーで エラー表示 エラーコード 動かない うごかない 進まない 進めない
            すすまない 押せない おせない 入れない はいれない ログイン ろぐいん 真っ白 固まっ 分からない わからない
            分かりません わかりません わからん わからへん わがんね わからねえ うまくいか うまく行か
            上手くいか 上手く行か やり方 やりかた 仕方 しかた 方法 ほうほう
            手順 困って こまって 困った こまった むずかし 難し 苦手 字が小さ 字がちいさ 見えない みえない 読めない
        ",
    ),
    line(
        Intent::Person,
        "
            電話 でんわ TEL 職員 しょくいん 担当 たんとう 人と話 ひととはな 人間と 誰かと だれかと 話したい
            はなしたい 話せますか 聞きたいこと ききたいこと 質問 しつもん オペレーター 問い合わせ 問合せ 問い合せ
            といあわせ 車いす 車イス 車椅子 くるまいす バリアフリー 役場 やくば 役所 連絡先 れんらくさき 助けて たすけて 保健師 phone call denwa
        ",
    ),
    line(
        Intent::Change,
        "
            変更 へんこう 変え かえたい かえて かえられ かえれ かえる かえとくれ かえてけろ ずらし ずらせ ずらす
            別の日 べつの日 べつのひ 違う日 ちがう日 ちがうひ 他の日 ほかの日 ほかのひ 延期 えんき のばし 延ばし 日程
            にってい 振替 振り替え ふりかえ リスケ 移した うつした 移せ change henkou
        ",
    ),
    line(
        Intent::Cancel,
        "
            キャンセル 取消 取り消 とりけ 取りけ 中止 ちゅうしし ちゅうしに やめ 止め 辞め やんぴ よします よしとく
            行けな いけな 行けませ いけませ 行けまへ いけまへ 行かれ いかれ 行けん いけん 行けへん いけへん 行けね いけね いげね 行がれ
            行かない いかない 行きません 来れな 来られな こられな これなく 無理にな むりにな いらない いりません いらん
            いらね 要らな 行けそうにな 行けそうもな いけそうにな 必要なくな 断り ことわり なしにし 無しにし 都合が悪 都合わる つごうがわる 都合がつか 用事が
            ようじが 受けない うけない 打たない cancel kyanseru torikeshi
        ",
    ),
    both(
        Intent::Book,
        "
            予約したい 予約をしたい よやくしたい 予約でき 予約をでき 予約取れ 予約は取れ 予約お願い 予約をお願い 受けたい
            うけたい 打ちたい うちたい
        ",
        WORK,
    ),
    both(Intent::Change, WORK, KEEPS),
    line(Intent::Thanks, MADE),
    line(
        Intent::Book,
        "
            いつから いつ始ま いつはじま 受付開始 受付はじま いつ予約でき いつ取れ いつ受けられ いつ打て 予約できますか
            予約できる よやくできますか 予約取れますか 予約とれますか 空き状況 空いて あいて 空きはあ 空きあ あきはあ
            あきあ 予約したい よやくしたい 予約を入れ 予約入れ 予約お願い 予約をお願い 予約をとり 予約とり 予約を取り
            予約取り
        ",
    ),
    line(
        Intent::LookUp,
        "
            確認 かくにん たしかめ 確かめ 照会 いつ 何時 なんじ なんどき 何日 なんにち 何曜日 なんようび 番号
            ばんごう 予約状況 見たい をみたい 見せて みせて どこ どごさ 場所 ばしょ 会場 かいじょう 入って はいって
            取れて とれて 忘れ わすれ 予約した よやくした 予約済 予約してる 予約している 日時 にちじ check
            kakunin
        ",
    ),
    line(
        Intent::Family,
        "
            母 はは 父 ちち お母 おかあ お父 おとう 祖母 祖父 おばあ ばあちゃん おじい じいちゃん 妻 つま 女房 夫
            おっと 主人 旦那 だんな 嫁 子ども 子供 こども 息子 むすこ 娘 むすめ 孫 まご 赤ちゃん 家族 かぞく 両親
            親の おやの 夫婦 ふうふ 兄弟 きょうだい 姉 妹 二人分 2人分 ふたりぶん 三人 3人 代わりに かわりに 代理
            だいり ほかの人 他の人 友だちの 友達の
        ",
    ),
    line(
        Intent::Book,
        "
            予約 よやく 余約 予役 預約 申込 申し込 もうしこ 受けたい うけたい 受けます 打ちたい うちたい 打って
            うって 接種 せっしゅ ワクチン 注射 ちゅうしゃ 健診 検診 けんしん 健康相談 人間ドック 取りたい とりたい
            インフル コロナ 肺炎球菌 帯状疱疹 予防 よぼう 受付して 受け付けて 枠 book yoyaku wakuchin
            sesshu
        ",
    ),
    line(
        Intent::Anger,
        "
            ふざけ 馬鹿 ばか アホ あほ 死ね 役立たず 役にたた 役に立た くそ クソ 糞 むかつく ムカつく 税金泥棒 最悪
            なめて いい加減 いいかげん 使えな つかえな 使えね 不便 ふべん 使いにく つかいにく ひどい 腹が立 はらがた
            文句 苦情 クレーム
        ",
    ),
    line(
        Intent::Thanks,
        "
            ありがと 有難 有り難 助かり たすかり 感謝 サンキュー おおきに 了解 りょうかい わかりました 分かりました
            わかった 承知 しょうち お世話 おせわ ご苦労 お疲れ おつかれ 嬉し うれし よかった 良かった thank
            arigat OK おっけ
        ",
    ),
    line(
        Intent::Menu,
        "
            メニュー めにゅー ヘルプ へるぷ 使い方 つかいかた はじめ 始め 何ができ なにができ 教えて おしえて
            お願いします おねがいします 戻る もどる help menu onegai
        ",
    ),
    line(
        Intent::Hello,
        "
            こんにち 今日は こんばん 今晩は おはよ お早う 初めまして もしもし まいど どうも すみません すいません
            ごめんください ごめん下さい よろしく 宜しく 元気 konnichi
        ",
    ),
];

struct Folded {
    intent: Intent,
    any: Vec<String>,
    with: Vec<String>,
}

fn fold_all(words: &str) -> Vec<String> {
    words.split_whitespace().map(fold).collect()
}

static FOLDED: LazyLock<Vec<Folded>> = LazyLock::new(|| {
    let fold = |line: &Line| Folded {
        intent: line.intent,
        any: fold_all(line.any),
        with: fold_all(line.with),
    };
    LINES.iter().map(fold).collect()
});

static FOLDED_DUTY: LazyLock<Vec<String>> = LazyLock::new(|| fold_all(DUTY));

/// The wish of the first line that fits.
pub(super) fn first(folded: &str) -> Option<Intent> {
    // What is left out keeps its place, so that what stands around it makes no new word.
    let text = FOLDED_DUTY.iter().fold(folded.to_owned(), |text, duty| text.replace(duty, "|"));
    let has = |words: &[String]| words.iter().any(|word| text.contains(word));
    let fits = |line: &&Folded| has(&line.any) && (line.with.is_empty() || has(&line.with));
    FOLDED.iter().find(fits).map(|line| line.intent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_folds_to_nothing() {
        for line in FOLDED.iter() {
            let words = line.any.iter().chain(&line.with);
            assert!(words.into_iter().all(|word| !word.is_empty()), "{:?}", line.intent);
        }
    }
}
