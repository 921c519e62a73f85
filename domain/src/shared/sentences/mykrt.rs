//! What is said of notices, activities and minutes.

use super::Both;

pub(super) const CONFIRMATION_NEEDED: Both = (
    "Kecemasan sampai kepada semua orang pada bila-bila masa. Sahkan bahawa ini kecemasan.",
    "An emergency reaches everybody at any hour. Confirm that this is one.",
);
pub(super) const AUDIENCE_EMPTY: Both = (
    "Tiada sesiapa yang akan menerimanya. Pilih penerima lain.",
    "Nobody would receive this. Choose another audience.",
);
pub(super) const AUDIENCE_NOT_PUBLIC: Both = (
    "Hanya notis untuk semua orang di sesuatu tempat boleh dibaca oleh sesiapa yang ada pautan.",
    "Only a notice to everybody of a place can be read by anybody with the link.",
);
pub(super) const PLACES_LACKING: Both = (
    "Tempat tidak mencukupi: anda dan tetamu boleh datang seramai {left} orang sahaja.",
    "There is not enough room: you and your guests can be {left} in all.",
);
pub(super) const NUMBER_TAKEN: Both = (
    "Nombor ini telah digunakan pada minit mesyuarat lain.",
    "Other minutes have this number already.",
);
pub(super) const MINUTES_REWORDED: Both = (
    "Simpan kata-kata ini dahulu. Minit disahkan seperti yang tersimpan, oleh orang lain.",
    "Keep these words first. Minutes are confirmed as they stand, by somebody else.",
);
pub(super) const OWN_MINUTES: Both = (
    "Minit disahkan oleh orang lain: bukan penyedianya dan bukan penulisnya.",
    "Minutes are confirmed by somebody else: not by whoever prepared or wrote them.",
);
pub(super) const NOTICE_HAS_ACTIVITY: Both = (
    "Notis ini sudah membawa satu aktiviti yang dirancang. Ubah aktiviti itu, atau batalkannya dahulu.",
    "This notice carries a planned activity already. Change that one, or cancel it first.",
);
pub(super) const EMERGENCY_RESERVED: Both = (
    "Kecemasan hanya dihantar oleh Pengerusi, Timbalan Pengerusi atau pegawai jabatan. Minta salah seorang daripada mereka menghantarnya.",
    "Only the chair, the deputy chair or an officer of the department sends an emergency. Ask one of them to send it.",
);
