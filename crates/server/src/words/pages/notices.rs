//! Which messages are sent in LINE.

use crate::words::lang::texts;

texts! {
    notices_title: "お知らせの設定", "Your messages", "お知らせを えらぶ";
    notices_booked: "予約したときのお知らせ", "When you have booked", "予約した ときの お知らせ";
    notices_yes: "LINEに送る", "Send it to LINE", "LINEに 送る";
    notices_no: "送らない", "Do not send it", "送らない";
    notices_save: "この設定にする", "Keep this", "これに する";
    notices_saved: "設定を変えました。", "Your choice is kept.", "変えました。";
    notices_always:
        "変更、キャンセル、キャンセル待ちの空きのお知らせは、大切なので、いつもお送りします。",
        "We always tell you of changes, cancellations and free places you wait for.",
        "変更、キャンセル、あいた 時間は、いつも お知らせします。";
    notices_quiet:
        "音だけ止めたいときは、LINEのトークの右上のメニューで「通知オフ」にできます。",
        "To stop only the sound, mute the chat in LINE.",
        "音だけ とめる ときは、LINEの「通知オフ」を おしてください。";
    notices_without_line:
        "LINEを使わずにログインしています。お知らせは、お送りしていません。予約の内容は、この画面でいつでもご覧になれます。",
        "You are not signed in with LINE, so no messages are sent. You can see your bookings here at any time.",
        "LINEを つかって いません。お知らせは 送りません。予約は、この 画面で 見てください。";
}
