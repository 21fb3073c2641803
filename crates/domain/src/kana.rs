//! Finding and sorting Japanese names however they were written: readings in any kana, kanji in any form.
//! A folded text is for comparing only; nobody is shown one, and equal folds never prove one person.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use crate::digits::{is_dash, is_space};

const VOICED: char = '\u{3099}';
const HALF_VOICED: char = '\u{309A}';

/// The clear, full-size katakana in phone-book order.
const FIFTY_SOUNDS: &str = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲン";
/// The vowel each of them ends in, in the same order.
const VOWELS: &str = "アイウエオアイウエオアイウエオアイウエオアイウエオアイウエオアイウエオアウオアイウエオアイエオン";

const SMALL: &str = "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ";
const FULL_SIZE: &str = "アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ";

/// Kanji that people write for one another in names: the common form first, then the others.
const KANJI_FORMS: &str = "\
    高髙 崎﨑嵜碕 辺邊邉 斎齋斉齊 沢澤 広廣 浜濱濵 島嶋嶌 桜櫻 国國圀 竜龍 滝瀧 富冨 吉𠮷 恵惠 \
    真眞 栄榮 円圓 塩鹽 関關 児兒 実實 寿壽 条條 浄淨 静靜 剣劍劔 黒黑 横橫 緑綠 戸戶 徳德 万萬 \
    与與 来來 礼禮 亀龜 鉄鐵銕 鶴靍靏 船舩 館舘 曽曾 槙槇 壮壯 荘莊 学學 岳嶽 気氣 宝寶 豊豐 \
    桧檜 芦蘆 薮藪籔 籠篭 鴎鷗 涛濤 桑桒 梅楳 柳栁 柏栢 松枩 峰峯 秋穐 野埜 淵渕渊 増增 巣巢 \
    芸藝 薫薰 郷鄕 郎郞 頼賴 瀬瀨 晃晄 凜凛 遥遙 瑶瑤 尭堯 暁曉 穣穰 譲讓 駅驛 祢禰 弥彌 称稱 \
    弁辨辯瓣 予豫 余餘 両兩 双雙 叙敍敘 処處 団團 売賣 奥奧 寛寬 将將 専專 対對 峡峽 巌巖 帯帶 \
    応應 慎愼 戦戰 揺搖 旧舊 晋晉 楽樂 権權 歩步 歴歷 毎每 浅淺 湾灣 満滿 温溫 渓溪 済濟 狭狹 \
    県縣 糸絲 経經 総總 縄繩 聡聰 聴聽 蔵藏 薬藥 蛍螢 衛衞 覚覺 覧覽 観觀 賛贊 辞辭 医醫 録錄 \
    鎮鎭 随隨 隠隱 霊靈 青靑 顕顯 験驗 鶏鷄 麦麥 黄黃 仏佛 伝傳 兎兔 勲勳勛 厳嚴 参參 哲喆 喜㐂 \
    壱壹 姫姬 強强 当當 彦彥 悦悅 恒恆 会會 清淸 灯燈 為爲 磯礒 禄祿 穂穗 絵繪 継繼 続續 縦縱 \
    群羣 耀燿 舎舍 艶艷 萌萠 沖冲 昇曻 珍珎 隣鄰 遊游 卯夘 昼晝 点點 発發 図圖 囲圍 号號 写寫 \
    梁樑 鋭銳 銭錢 釈釋 読讀";

/// One sound of a text, taken apart along the levels of JIS X 4061.
#[derive(Clone, Copy)]
struct Sound {
    /// Clear, full-size katakana; or a lower-case letter, a digit, a kanji as it is.
    base: char,
    voicing: Voicing,
    form: Form,
    katakana: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Voicing {
    Clear,
    Voiced,
    HalfVoiced,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    LongMark,
    Small,
    Repeat,
    Plain,
}

/// Folds a reading for searching: any width, hiragana and katakana, small kana, capitals;
/// long marks, hyphens, spaces and dots are left out.
pub fn fold(text: &str) -> String {
    compared(text, |sound| match sound.voicing {
        Voicing::Clear => sound.base,
        Voicing::Voiced => compose(sound.base, VOICED).unwrap_or(sound.base),
        Voicing::HalfVoiced => compose(sound.base, HALF_VOICED).unwrap_or(sound.base),
    })
}

/// Folds a reading further: トヨダ finds トヨタ, ミカヅキ finds ミカズキ.
///
/// Voiced marks go, and because ヅ and ズ sound alike, so do ツ and ス after that; likewise チ and
/// シ, ヲ and オ, ヰ and イ, ヱ and エ. Hits by this fold belong below hits by [`fold`].
pub fn fold_loose(text: &str) -> String {
    compared(text, |sound| match sound.base {
        'ツ' => 'ス',
        'チ' => 'シ',
        'ヲ' => 'オ',
        'ヰ' => 'イ',
        'ヱ' => 'エ',
        base => base,
    })
}

/// Folds a name in kanji: 髙橋 is 高橋, 渡邉 is 渡辺, 佐々木 is 佐佐木, 三ヶ田 is 三ケ田, 井ノ上 is 井上.
///
/// Spaces and glyph variants (異体字セレクタ) go. ノ after a kanji goes as well, so that a name half
/// typed still begins like the whole.
pub fn fold_kanji(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        let before = folded.chars().next_back();
        match to_katakana(c) {
            '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {}
            c if is_space(c) => {}
            'ノ' if before.is_some_and(is_kanji) => {}
            '々' => folded.extend(before),
            'ヶ' => folded.push('ケ'),
            'ヵ' => folded.push('カ'),
            c => folded.push(common_form(c)),
        }
    }
    folded
}

/// A key whose byte order is phone-book order (JIS X 4061): by the fifty sounds; then clear, voiced,
/// half-voiced; then long mark, small, repeat mark, plain; then hiragana, katakana.
///
/// A space ends a word and comes before every sound, so that all of 小野 stand before 小野田.
pub fn phone_book_key(text: &str) -> Vec<u8> {
    let sounds = sounds(text);
    let mut key = Vec::with_capacity(sounds.len() * 4 + 3);
    for sound in &sounds {
        push_weight(&mut key, sound.base);
    }
    let levels: [fn(&Sound) -> u8; 3] = [
        |sound| sound.voicing as u8 + 1,
        |sound| sound.form as u8 + 1,
        |sound| u8::from(sound.katakana) + 1,
    ];
    for level in levels {
        key.push(0);
        key.extend(sounds.iter().map(level));
    }
    key
}

/// What is left for comparing: every sound but the long marks and the spaces.
fn compared(text: &str, letter: impl Fn(&Sound) -> char) -> String {
    sounds(text)
        .iter()
        .filter(|sound| sound.form != Form::LongMark && sound.base != ' ')
        .map(letter)
        .nfc()
        .collect()
}

/// Takes a text apart. Words are separated by one space; other punctuation between them is dropped.
fn sounds(text: &str) -> Vec<Sound> {
    let mut sounds: Vec<Sound> = Vec::with_capacity(text.len() / 3);
    // On their own these two decompose into a space and a mark, which would part the word.
    let joined_marks = |c| match c {
        '゛' => VOICED,
        '゜' => HALF_VOICED,
        c => c,
    };
    for c in text.chars().map(joined_marks).nfkd().flat_map(char::to_lowercase) {
        let before = sounds.last().copied();
        match c {
            VOICED => voice(&mut sounds, Voicing::Voiced),
            HALF_VOICED => voice(&mut sounds, Voicing::HalfVoiced),
            '\u{300}'..='\u{36F}' | '・' | '.' | ',' | '\'' | '’' | '゠' => {}
            c if c.is_whitespace() => {
                let parts_words = before.is_some_and(|sound| sound.base != ' ');
                sounds.extend(parts_words.then(|| Sound::plain(' ')));
            }
            c if is_space(c) => {}
            c if is_dash(c) => sounds.extend(before.and_then(Sound::drawn_out)),
            'ゝ' | 'ヽ' => sounds.extend(before.map(|sound| sound.repeated(c == 'ヽ'))),
            c => sounds.push(Sound::of(c)),
        }
    }
    sounds.pop_if(|sound| sound.base == ' ');
    sounds
}

fn voice(sounds: &mut [Sound], voicing: Voicing) {
    if let Some(sound) = sounds.last_mut().filter(|sound| FIFTY_SOUNDS.contains(sound.base)) {
        sound.voicing = voicing;
    }
}

impl Sound {
    fn plain(base: char) -> Self {
        Self { base, voicing: Voicing::Clear, form: Form::Plain, katakana: false }
    }

    fn of(c: char) -> Self {
        let katakana = matches!(c, 'ァ'..='ヺ' | 'ㇰ'..='ㇿ');
        let c = to_katakana(c);
        let full_size = counterpart(SMALL, FULL_SIZE, c);
        let form = if full_size.is_some() { Form::Small } else { Form::Plain };
        Self { base: full_size.unwrap_or(c), form, katakana, ..Self::plain(c) }
    }

    /// The long mark after this sound: its vowel once more. Nothing after anything but kana.
    fn drawn_out(self) -> Option<Self> {
        let base = counterpart(FIFTY_SOUNDS, VOWELS, self.base)?;
        Some(Self { base, voicing: Voicing::Clear, form: Form::LongMark, katakana: true })
    }

    fn repeated(self, katakana: bool) -> Self {
        Self { voicing: Voicing::Clear, form: Form::Repeat, katakana, ..self }
    }
}

fn to_katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        c => c,
    }
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

fn common_form(c: char) -> char {
    let group = is_kanji(c).then(|| KANJI_FORMS.find(c)).flatten().map(|place| {
        let start = KANJI_FORMS[..place].rfind(' ').map_or(0, |space| space + 1);
        &KANJI_FORMS[start..]
    });
    group.and_then(|group| group.chars().next()).unwrap_or(c)
}

/// The character of `to` at the place where `c` stands in `from`.
fn counterpart(from: &str, to: &str, c: char) -> Option<char> {
    from.chars().zip(to.chars()).find_map(|(key, value)| (key == c).then_some(value))
}

/// Space, digits, Latin letters, kana, and everything else by its code point, in this order.
fn push_weight(key: &mut Vec<u8>, base: char) {
    const SPACE: u8 = 1;
    const FIRST_KANA: u8 = 0x80;
    const EVERYTHING_ELSE: u8 = 0xF0;
    let place = (FIRST_KANA..).zip(FIFTY_SOUNDS.chars()).find(|(_, kana)| *kana == base);
    match (base, place) {
        (' ', _) => key.push(SPACE),
        ('0'..='9' | 'a'..='z', _) => key.extend(u8::try_from(base)),
        (_, Some((weight, _))) => key.push(weight),
        (_, None) => {
            key.push(EVERYTHING_ELSE);
            key.extend(base.encode_utf8(&mut [0; 4]).bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn the_tables_match_place_by_place() {
        assert_eq!(FIFTY_SOUNDS.chars().count(), VOWELS.chars().count());
        assert_eq!(SMALL.chars().count(), FULL_SIZE.chars().count());
    }

    #[test]
    fn every_kanji_of_a_group_becomes_its_first_and_none_stands_in_two() {
        let mut seen = HashSet::new();
        for group in KANJI_FORMS.split(' ') {
            let common = group.chars().next().unwrap();
            assert!(group.chars().count() > 1, "{group} has no variant");
            for form in group.chars() {
                assert!(seen.insert(form), "{form} stands twice");
                assert_eq!(fold_kanji(&form.to_string()), common.to_string());
            }
        }
        assert!(seen.len() > 400);
    }

    fn a_reading() -> impl Strategy<Value = String> {
        proptest::string::string_regex("[ぁ-ゖァ-ヺーｦ-ﾟゝゞヽヾa-zA-Z０-９ 　・-]{0,12}").unwrap()
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in a_reading()) {
            let (once, loose) = (fold(&text), fold_loose(&text));
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert_eq!(fold_loose(&loose), loose.clone());
            prop_assert_eq!(fold_loose(&once), loose);
        }

        #[test]
        fn folding_a_name_twice_changes_nothing(text in "[髙﨑邉々井ノの上ヶケa-zＡ-Ｚ 　]{0,8}") {
            let once = fold_kanji(&text);
            prop_assert_eq!(fold_kanji(&once), once);
        }
    }
}
