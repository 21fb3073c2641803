//! What stands in the way of every booking, told to officers above the pages of the desk, and to whatever watches the service.

use store::Trouble;

/// For an officer: what happened, what still works, and what next.
pub fn alarm(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unreachable => {
            "データベースにつながりません。つながるまで、ひとりでに何度も試します。続くときは、システムの担当者に知らせてください。"
        }
        Trouble::DiskFull => {
            "データベースのあるディスクがいっぱいで、何も書き込めません。予約の受け付け・変更・キャンセルは、いまできません。見ることはできます。\
             システムの担当者に、ディスクに空きをつくるよう、すぐに頼んでください。空きができると、ひとりでに元に戻ります。"
        }
        Trouble::DiskFails => {
            "データベースのあるディスクに書き込めません（故障かもしれません）。予約の受け付け・変更・キャンセルは、いまできません。見ることはできます。\
             システムの担当者に、すぐに知らせてください。書き込めるようになると、ひとりでに元に戻ります。"
        }
        Trouble::Moved => {
            "この町のデータは、別のデータベースに移りました。この窓口では、もう何も書き込めません。\
             システムの担当者に、移った先の設定で始めなおすよう頼んでください。"
        }
    }
}

/// For whatever watches the service. The cause itself stays in the log: it may name hosts.
pub fn why(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unreachable => "the database cannot be reached",
        Trouble::DiskFull => "the disk of the database is full: nothing can be written",
        Trouble::DiskFails => {
            "the disk of the database does not take or keep what is written: nothing is acknowledged"
        }
        Trouble::Moved => "the town moved to another database: nothing can be written here",
    }
}
