//! What officers are told about sign-in names, passwords and what may become of an officer.

use crate::actions::officers::{NAME_MOST, NotMade};
use domain::{
    password::{LEAST, MOST, PasswordRefusal},
    staff::StaffRefusal,
};

/// What a password has to be, beside its field.
pub fn password_rule() -> String {
    format!(
        "{LEAST}文字以上。記号や大文字をまぜる決まりはありません。好きな文を、そのまま長く書くのがいちばん安全です。"
    )
}

/// Why a password cannot be taken, and what can.
pub fn password_no(no: PasswordRefusal) -> String {
    match no {
        PasswordRefusal::TooShort { characters } => format!(
            "パスワードは{LEAST}文字以上にしてください（いま{characters}文字）。言葉をいくつか続けて、長い文にしてください。"
        ),
        PasswordRefusal::TooLong { characters } => {
            format!("パスワードは{MOST}文字までにしてください（いま{characters}文字）。")
        }
        PasswordRefusal::Common => "このパスワードは、よく使われる言葉や並びでできていて、すぐに当てられてしまいます。ほかの言葉を組み合わせてください。".to_owned(),
        PasswordRefusal::LikeLogin => "職員番号をもとにしたパスワードは、使えません。ほかの言葉にしてください。".to_owned(),
        PasswordRefusal::LikeTown => "町の名前をもとにしたパスワードは、使えません。ほかの言葉にしてください。".to_owned(),
    }
}

/// Why nobody became an officer.
pub fn not_made(no: NotMade) -> String {
    match no {
        NotMade::Name => format!("氏名を、{NAME_MOST}文字までで入れてください。"),
        NotMade::Login => format!(
            "職員番号は、半角の英字・数字・「-」「_」「.」「@」で、3文字から{NAME_MOST}文字にしてください。"
        ),
        NotMade::LoginTaken => "この職員番号は、ほかの方が使っています。別のものにしてください。".to_owned(),
        NotMade::Password(no) => password_no(no),
        NotMade::NotTheFirst => "職員は、もう登録されています。管理者に招待を頼んでください。".to_owned(),
        NotMade::NoInvitation => "この招待は、もう使われたか、取り消されたか、期限が過ぎています。管理者に、新しい招待を頼んでください。".to_owned(),
    }
}

/// Why an officer stays as they are.
pub fn staff_no(no: StaffRefusal) -> &'static str {
    match no {
        StaffRefusal::LastAdministrator => {
            "この方は、ただ一人の管理者です。先に、ほかの方を管理者にしてください。"
        }
        StaffRefusal::OneSelf => {
            "自分を管理者から外すことはできません。ほかの管理者に頼んでください。"
        }
        StaffRefusal::AdministratorOfVenues => {
            "管理者の担当は「すべての会場」です。会場を限るときは、ほかの役割を選んでください。"
        }
        StaffRefusal::NoVenue => "担当の会場を、1つ以上選んでください。",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_no_says_what_to_do_instead() {
        let passwords = [
            PasswordRefusal::TooShort { characters: 3 },
            PasswordRefusal::TooLong { characters: 300 },
            PasswordRefusal::Common,
            PasswordRefusal::LikeLogin,
            PasswordRefusal::LikeTown,
        ];
        let made = [
            NotMade::Name,
            NotMade::Login,
            NotMade::LoginTaken,
            NotMade::NotTheFirst,
            NotMade::NoInvitation,
        ];
        let staff = [
            StaffRefusal::LastAdministrator,
            StaffRefusal::OneSelf,
            StaffRefusal::AdministratorOfVenues,
            StaffRefusal::NoVenue,
        ];
        let all = passwords.map(NotMade::Password).into_iter().chain(made).map(not_made);
        for told in all.chain(staff.map(|no| staff_no(no).to_owned())) {
            assert!(told.contains("ください"), "{told}");
        }
    }
}
