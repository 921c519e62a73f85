//! What is said of volunteer patrols.

use super::Both;

pub(super) const NO_SHIFTS: Both = (
    "Tiada syif untuk dirancang pada bulan ini. Buat templat syif berulang dahulu.",
    "There are no shifts to plan in this month. Make a template of recurring shifts first.",
);
pub(super) const TOO_YOUNG: Both = (
    "Hanya mereka yang berumur {least} tahun ke atas boleh menyertai.",
    "Only people of {least} years or more can join.",
);
pub(super) const POLYGON_INVALID: Both = (
    "Ini bukan peta kawasan: satu garisan tertutup dengan 4 hingga {most} titik yang tidak bersilang, paling lebar {metres} m.",
    "This is no map of an area: one closed line of 4 to {most} points that does not cross itself, at most {metres} m wide.",
);
pub(super) const SWAP_SHAPE: Both = (
    "Pertukaran ini tidak lengkap. Mulakan dengan syif anda sendiri; pilih dua atau tiga orang untuk bertukar, setiap orang dan setiap syif sekali sahaja.",
    "This swap does not fit together. Begin with a shift of your own; choose two or three people to swap, each person and each shift once.",
);
pub(super) const OWN_SWAP: Both = (
    "Anda sendiri terlibat dalam pertukaran ini. Ketua lain atau jawatankuasa perlu meluluskannya.",
    "You are part of this change of hands yourself. Another leader or the committee approves it.",
);
pub(super) const LEADER_LEADS: Both = (
    "Ketua unit sentiasa dapat mengetuai pasukan. Lantik ketua lain dahulu.",
    "Whoever leads the unit can always lead a team. Name another leader of the unit first.",
);
// No longer given; older phones may hold it.
pub(super) const SWAP_OTHER_MONTH: Both = (
    "Semua syif dalam satu pertukaran mesti dalam bulan yang sama. Pilih syif lain, atau berikan syif anda kepada seseorang.",
    "All shifts of a swap lie in the same month. Choose another shift, or give yours away.",
);
pub(super) const AWAY_TOO_LONG: Both = (
    "Rumah boleh dimaklumkan kosong paling lama {limit} hari sekali. Maklumkan semula kemudian jika anda pergi lebih lama.",
    "A house can be told to be empty for at most {limit} days at once. Tell it again later if you are away for longer.",
);
pub(super) const PATROL_OTHER: Both = (
    "Kandungan ini menyatakan rondaan lain daripada alamatnya. Hantar setiap rondaan secara berasingan.",
    "This names another patrol than its address. Send each patrol for itself.",
);
pub(super) const TOO_MANY_STARTS: Both = (
    "Anda sudah menyertai rondaan syif ini {limit} kali. Teruskan pada rondaan itu; apa yang direkodkan pada telefon anda tidak hilang.",
    "You have joined the patrol of this shift {limit} times. Go on with that patrol; what your phone has recorded is not lost.",
);
pub(super) const POSITION_KNOWN: Both = (
    "Kedudukan yang lebih baharu, atau daripada {seconds} saat yang lalu, sudah disimpan.",
    "A newer position, or one of the last {seconds} seconds, is kept already.",
);
pub(super) const FEED_AGREEMENT_OVERLAPS: Both = (
    "Daerah ini sudah mempunyai perjanjian bagi tempoh itu. Tamatkannya dahulu.",
    "This district has an agreement for that time already. End it first.",
);
pub(super) const SOS_NOT_HERE: Both =
    ("SOS ini hanya untuk peronda SRS.", "This SOS is for volunteers on patrol.");
pub(super) const IN_EMERGENCY: Both =
    ("Dalam kecemasan, telefon {emergency} sekarang.", "In an emergency call {emergency} now.");
pub(super) const PRESENCE_TOO_SHORT: Both = (
    "Rekod hanya membuktikan {found} minit berturut-turut selepas tengah malam; sijil memerlukan {least} minit.",
    "The records prove only {found} consecutive minutes after midnight; a certificate needs {least}.",
);
pub(super) const NOT_ON_SHIFT: Both =
    ("{person} tiada dalam syif {shift}.", "{person} is not in the shift of {shift}.");
pub(super) const ALREADY_ON_SHIFT: Both =
    ("{person} sudah ada dalam syif {shift}.", "{person} is in the shift of {shift} already.");
pub(super) const VOLUNTEER_UNFIT: Both = (
    "{person} bukan ahli aktif yang cukup umur.",
    "{person} is no active member of the right age.",
);
pub(super) const VOLUNTEER_AWAY: Both = (
    "{person} tiada pada waktu syif {shift}.",
    "{person} is away at the time of the shift of {shift}.",
);
pub(super) const MONTH_FULL: Both = (
    "{person} akan mempunyai {found} rondaan bulan ini; hadnya {limit}.",
    "{person} would have {found} patrols this month; the limit is {limit}.",
);
pub(super) const SHIFTS_OVERLAP: Both = (
    "Syif {shift} bertindih dengan syif lain bagi {person}.",
    "The shift of {shift} overlaps another one of {person}.",
);
pub(super) const REST_TOO_SHORT: Both = (
    "{person} hanya berehat {found} minit sebelum atau selepas syif {shift}; perlu {least} minit.",
    "{person} would rest {found} minutes before or after the shift of {shift}; {least} minutes are needed.",
);
pub(super) const TEAM_TOO_SMALL: Both = (
    "Pasukan syif {shift} terlalu kecil: {found} orang, perlu {least}.",
    "The team of the shift of {shift} is too small: {found} people, {least} are needed.",
);
pub(super) const TEAM_FULL: Both = (
    "Pasukan syif {shift} sudah penuh dengan {limit} orang.",
    "The team of the shift of {shift} is full with {limit} people.",
);
pub(super) const TEAM_LACKS_LEADER: Both = (
    "Pasukan syif {shift} kekurangan ketua: {found}, perlu {least}.",
    "The team of the shift of {shift} lacks a leader: {found}, {least} are needed.",
);
pub(super) const SHIFT_PROMISED: Both = (
    "Syif ini sudah dijanjikan dalam pertukaran lain.",
    "This shift is promised in another swap already.",
);
pub(super) const PLACE_KEPT_FOR_LEADER: Both = (
    "Tempat terakhir dalam syif {shift} dikhaskan untuk seorang ketua.",
    "The last place in the shift of {shift} is kept for somebody who can lead.",
);
