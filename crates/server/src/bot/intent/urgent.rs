//! Whether somebody may need help at once. A false alarm shows a telephone to who has none to call; a missed one is
//! worse, so that a word alone counts, but for phrases in which it means something else.

use super::{fold, script};
use std::sync::LazyLock;

/// Somebody feels ill, or says so.
const URGENT: &str = "
    救急 きゅうきゅう 倒れ たおれた 意識 いしきが いしきな いしきを けいれん 痙攣 ひきつけ ぐったり しびれ 痺れ 呂律 ろれつ
    息が苦 息苦し いきぐるし いきがくるし 息でき 息ができ 息出来 息が出来 いきでき いきができ 息をしてい 息をしてな 息してい
    息してな 息をしな 息しな 息が止 息がとま 息がな 息が荒 息が詰 いきをしてい いきしてい いきしてな 呼吸 こきゅう
    苦し くるしい くるしく くるしそ くるしん アナフィラキシー 気分が悪 気分わる きぶんがわる きもちわる 気持ち悪
    気持ちが悪 具合が悪 具合わる ぐあいがわる 体調が悪くな 体調が急 副反応 ふくはんのう 胸が痛 胸がいた むねがいた
    じんましん 蕁麻疹 吐いた 吐きそう 高熱 熱が出た 熱が下が ねつがでた 腫れが はれがひか 死にそう 血が止 血がとま ちがとま
    出血 しゅっけつ 血が出 ちがでて
";

/// Phrases in which such a word means something else.
const HARMLESS: &str = "
    意識調査 意識向上 意識啓発 意識アンケート 健康意識 防災意識 しびれを切ら 痺れを切ら しびれをきら 深呼吸 呼吸器
    心苦し 見苦し 暑苦し 堅苦し 聞き苦し 重苦し 寝苦し 生活が苦し 生活も苦し 家計が苦し 家計も苦し
";

static FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| fold_all(URGENT));
static ASIDE: LazyLock<Vec<String>> = LazyLock::new(|| fold_all(HARMLESS));

fn fold_all(words: &str) -> Vec<String> {
    words.split_whitespace().map(fold).collect()
}

/// Whether somebody may need help at once. The number for it stands alone: it is no part of a longer one.
pub(super) fn is_urgent(text: &str) -> bool {
    if script::digit_runs(text).any(|run| run.replace("119", "").is_empty()) {
        return true;
    }
    // What is left out keeps its place, so that what stands around it makes no new word.
    let rest = ASIDE.iter().fold(fold(text), |rest, phrase| rest.replace(phrase, "|"));
    FOLDED.iter().any(|word| rest.contains(word))
}
