//! Buildings, feasts and care: what a neighbourhood shares.

use super::{
    canvas::{Canvas, Colour, WHITE, hex},
    path::{arc, blob, circle, ellipse, polygon, ribbon, rounded, smooth, stroke},
    scene::Look,
    shapes::{flower, leaf, shadow, veined_leaf},
};
use crate::Dice;

/// A round tree.
fn tree(canvas: &mut Canvas, look: &Look, x: f64, size: f64) {
    shadow(canvas, look, x, 728.0, size * 0.9);
    canvas.body(&rounded(x - size * 0.12, 600.0, size * 0.24, 130.0, 8.0), hex(0x8A_5A_36));
    let green = hex(0x57_A8_6A);
    let y = 620.0 - size * 0.9;
    let crown = circle(x, y - size * 0.5, size * 0.72)
        .and(circle(x - size * 0.55, y, size * 0.6))
        .and(circle(x + size * 0.55, y, size * 0.6));
    canvas.body(&crown, green);
    canvas.fill(&circle(x - size * 0.3, y - size * 0.5, size * 0.16), green.lighter(0.25));
    canvas.fill(&circle(x + size * 0.2, y - size * 0.1, size * 0.12), green.lighter(0.25));
}

/// A community hall with a wide roof and bunting.
pub fn hall(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    tree(canvas, look, 240.0, dice.between(90.0, 112.0));
    tree(canvas, look, 972.0, dice.between(84.0, 108.0));
    shadow(canvas, look, 600.0, 742.0, 400.0);
    canvas.fill(&rounded(300.0, 420.0, 600.0, 310.0, 6.0), hex(0xFB_F1_DF));
    canvas.fill(&rounded(300.0, 420.0, 600.0, 44.0, 0.0), hex(0xE3_D3_B5));
    canvas.fill(&rounded(760.0, 420.0, 140.0, 310.0, 0.0), hex(0xEF_E2_C9));
    for x in [340.0, 770.0] {
        canvas.body(&rounded(x, 510.0, 90.0, 120.0, 10.0), look.accent.darker(0.2));
        canvas.fill(&rounded(x + 10.0, 520.0, 70.0, 100.0, 4.0), hex(0xBF_E0_EA));
        canvas.fill(
            &polygon(&[(x + 10.0, 570.0), (x + 60.0, 520.0), (x + 80.0, 520.0), (x + 10.0, 592.0)]),
            hex(0xE2_F2_F7),
        );
        canvas.fill(&stroke(&[(x + 45.0, 522.0), (x + 45.0, 618.0)], 6.0), look.accent.darker(0.2));
    }
    canvas.body(&rounded(500.0, 510.0, 200.0, 220.0, 12.0), look.accent.darker(0.35));
    for x in [510.0, 604.0] {
        canvas.body(&rounded(x, 522.0, 86.0, 208.0, 6.0), look.accent);
        canvas.fill(&rounded(x + 14.0, 540.0, 58.0, 74.0, 4.0), look.accent.lighter(0.45));
    }
    canvas.fill(&circle(588.0, 640.0, 7.0), look.second);
    canvas.fill(&circle(612.0, 640.0, 7.0), look.second);
    for x in [310.0, 462.0, 714.0, 864.0] {
        canvas.body(&rounded(x, 440.0, 26.0, 292.0, 4.0), WHITE);
    }
    canvas.fill(&rounded(280.0, 716.0, 640.0, 20.0, 4.0), hex(0xC4_B7_A0));
    canvas.fill(&rounded(450.0, 730.0, 300.0, 20.0, 4.0), hex(0xD8_CC_B6));
    let roof =
        polygon(&[(600.0, 200.0), (960.0, 424.0), (938.0, 446.0), (262.0, 446.0), (240.0, 424.0)]);
    canvas.fill(&roof, look.accent.darker(0.06));
    canvas.within(&roof, |canvas| {
        for row in 0..7 {
            let y = 230.0 + f64::from(row) * 34.0;
            canvas.tint(&stroke(&[(200.0, y), (1000.0, y)], 5.0), look.accent.darker(0.6), 0.3);
        }
        canvas.tint(
            &polygon(&[(600.0, 180.0), (980.0, 460.0), (700.0, 460.0)]),
            look.accent.darker(0.6),
            0.22,
        );
    });
    canvas.body(&polygon(&[(600.0, 300.0), (726.0, 384.0), (474.0, 384.0)]), hex(0xFB_F1_DF));
    flower(canvas, (600.0, 352.0), 26.0, look.second, look.accent);
    let colours = [look.second, hex(0xE2_50_4C), hex(0x4C_8F_C9), hex(0x57_A8_6A)];
    let cord =
        smooth(&[(262.0, 446.0), (430.0, 494.0), (600.0, 462.0), (770.0, 494.0), (938.0, 446.0)]);
    canvas.fill(&stroke(&cord, 4.0), hex(0x6B_5A_4A));
    for (n, &(x, y)) in cord.iter().step_by(4).enumerate().skip(1) {
        let flag = polygon(&[(x - 13.0, y), (x + 13.0, y), (x, y + 34.0)]);
        canvas.fill(&flag, colours.get(n % 4).copied().unwrap_or(WHITE));
    }
}

/// A small shop with a striped awning.
pub fn shop(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    tree(canvas, look, 972.0, 96.0);
    shadow(canvas, look, 600.0, 742.0, 380.0);
    canvas.fill(&rounded(310.0, 250.0, 580.0, 480.0, 10.0), look.second.lighter(0.62));
    canvas.fill(&rounded(800.0, 250.0, 90.0, 480.0, 0.0), look.second.lighter(0.5));
    canvas.body(&rounded(292.0, 226.0, 616.0, 40.0, 10.0), look.accent.darker(0.25));
    canvas.body(&rounded(380.0, 280.0, 440.0, 86.0, 16.0), look.accent);
    for (n, x) in [450.0, 525.0, 600.0, 675.0, 750.0].into_iter().enumerate() {
        if n % 2 == 0 {
            flower(canvas, (x, 324.0), 27.0, hex(0xFF_F8_EA), look.second);
        } else {
            canvas.fill(&leaf((x - 26.0, 336.0), (x + 26.0, 312.0), 28.0), hex(0xFF_F8_EA));
        }
    }
    canvas.body(&rounded(350.0, 500.0, 286.0, 160.0, 10.0), look.accent.darker(0.3));
    canvas.fill(&rounded(364.0, 514.0, 258.0, 132.0, 6.0), hex(0x8F_C4_D4));
    canvas.fill(
        &polygon(&[(364.0, 590.0), (452.0, 514.0), (510.0, 514.0), (364.0, 640.0)]),
        hex(0xB5_DB_E6),
    );
    for (n, x) in [386.0, 444.0, 502.0, 560.0].into_iter().enumerate() {
        let tone = [look.accent, look.second, hex(0x57_A8_6A), hex(0xE9_8A_4A)];
        let high = dice.between(44.0, 76.0);
        canvas.body(
            &rounded(x, 646.0 - high, 44.0, high, 12.0),
            tone.get(n).copied().unwrap_or(WHITE),
        );
        canvas.fill(&rounded(x + 6.0, 646.0 - high - 10.0, 32.0, 14.0, 5.0), hex(0xFF_F8_EA));
    }
    canvas.body(&rounded(680.0, 490.0, 150.0, 242.0, 10.0), look.accent.darker(0.15));
    canvas.fill(&rounded(700.0, 512.0, 110.0, 110.0, 6.0), hex(0x8F_C4_D4));
    canvas.fill(&circle(706.0, 656.0, 9.0), look.second);
    for n in 0..8 {
        let x = 292.0 + f64::from(n) * 77.0;
        let tone = if n % 2 == 0 { look.accent } else { hex(0xFF_FA_F0) };
        let strip = rounded(x, 390.0, 77.0, 84.0, 0.0).and(circle(x + 38.5, 474.0, 38.5));
        canvas.fill(&strip, tone);
        canvas.tint(&rounded(x, 390.0, 77.0, 16.0, 0.0), hex(0x2B_22_2A), 0.14);
    }
    canvas.fill(&rounded(282.0, 716.0, 636.0, 22.0, 4.0), hex(0xC4_B7_A0));
    for (x, fruit) in [(232.0, hex(0xE2_50_4C)), (352.0, hex(0xF6_B0_3A)), (472.0, hex(0x7C_B8_4E))]
    {
        for (dx, dy) in [(22.0, 0.0), (54.0, -6.0), (86.0, 0.0), (38.0, -24.0), (70.0, -24.0)] {
            canvas.body(&circle(x + dx, 684.0 + dy, 19.0), fruit);
        }
        canvas.body(&rounded(x, 690.0, 108.0, 60.0, 6.0), hex(0xB9_80_44));
        canvas.fill(&stroke(&[(x + 8.0, 720.0), (x + 100.0, 720.0)], 5.0), hex(0x8A_56_2B));
    }
}

/// A tent for feasts, with a laid table.
pub fn tent(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 752.0, 420.0);
    let pole = hex(0xD9_DE_E4);
    for x in [262.0, 920.0] {
        canvas.body(&rounded(x, 400.0, 18.0, 350.0, 6.0), pole);
    }
    for x in [420.0, 762.0] {
        canvas.body(&rounded(x, 420.0, 14.0, 290.0, 6.0), pole.darker(0.12));
    }
    for (x, way) in [(330.0, 1.0), (450.0, 1.0), (750.0, -1.0), (870.0, -1.0)] {
        let chair = look.second.darker(0.08);
        canvas.body(&rounded(x - 36.0 - way * 18.0, 560.0, 34.0, 100.0, 12.0), chair);
        canvas.body(&rounded(x - 54.0, 640.0, 86.0, 22.0, 9.0), chair);
        canvas.fill(&stroke(&[(x - 44.0, 656.0), (x - 52.0, 738.0)], 11.0), chair.darker(0.25));
        canvas.fill(&stroke(&[(x + 22.0, 656.0), (x + 30.0, 738.0)], 11.0), chair.darker(0.25));
    }
    canvas.fill(
        &polygon(&[(424.0, 610.0), (776.0, 610.0), (800.0, 738.0), (400.0, 738.0)]),
        hex(0xFF_FA_F0),
    );
    canvas.fill(
        &polygon(&[(424.0, 610.0), (776.0, 610.0), (780.0, 634.0), (420.0, 634.0)]),
        look.accent.lighter(0.5),
    );
    for x in [470.0, 560.0, 650.0, 730.0] {
        canvas.tint(
            &polygon(&[(x, 634.0), (x + 16.0, 634.0), (x + 10.0, 738.0), (x - 10.0, 738.0)]),
            look.accent,
            0.12,
        );
    }
    canvas.fill(&ellipse(600.0, 610.0, 186.0, 20.0), hex(0xFF_FD_F8));
    for (x, tone) in [(490.0, hex(0xD8_7A_26)), (600.0, hex(0xFF_FB_F0)), (710.0, hex(0x7C_B8_4E))]
    {
        let heap = dice.between(24.0, 38.0);
        canvas.body(&ellipse(x, 592.0, 40.0, heap), tone);
        canvas.body(
            &polygon(&[(x - 50.0, 592.0), (x + 50.0, 592.0), (x + 32.0, 618.0), (x - 32.0, 618.0)]),
            look.accent,
        );
    }
    for n in 0..8 {
        let part = f64::from(n);
        let tone = if n % 2 == 0 { look.accent } else { hex(0xFF_FA_F0) };
        let (left, right) = (220.0 + part * 95.0, 315.0 + part * 95.0);
        let gather = |x: f64| 600.0 + (x - 600.0) * 0.16;
        canvas.fill(
            &polygon(&[
                (gather(left), 196.0),
                (gather(right), 196.0),
                (right, 400.0),
                (left, 400.0),
            ]),
            tone,
        );
        canvas.fill(
            &rounded(left, 398.0, 95.0, 26.0, 0.0).and(ellipse(left + 47.5, 424.0, 47.5, 34.0)),
            tone.darker(0.08),
        );
    }
    canvas.tint(
        &polygon(&[(600.0, 196.0), (661.0, 196.0), (980.0, 400.0), (760.0, 400.0)]),
        hex(0x2B_22_2A),
        0.1,
    );
    canvas.body(&rounded(520.0, 176.0, 160.0, 28.0, 14.0), look.second);
    canvas.fill(&stroke(&[(600.0, 180.0), (600.0, 116.0)], 8.0), pole.darker(0.2));
    canvas.body(
        &blob(&[
            (602.0, 112.0),
            (650.0, 104.0),
            (700.0, 122.0),
            (698.0, 156.0),
            (650.0, 146.0),
            (602.0, 154.0),
        ]),
        look.second,
    );
    let lights =
        smooth(&[(290.0, 440.0), (440.0, 500.0), (600.0, 470.0), (760.0, 500.0), (910.0, 440.0)]);
    canvas.fill(&stroke(&lights, 4.0), hex(0x6B_5A_4A));
    for &(x, y) in lights.iter().step_by(6) {
        canvas.fill(&circle(x, y + 11.0, 11.0), hex(0xFF_DF_7A));
    }
}

/// A loudspeaker on its stand and a microphone.
pub fn loudspeaker(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 560.0, 756.0, 300.0);
    let dark = hex(0x4A_50_60);
    for foot in [410.0, 520.0, 630.0] {
        canvas.fill(&stroke(&[(520.0, 620.0), (foot, 752.0)], 17.0), dark.darker(0.3));
    }
    canvas.body(&rounded(507.0, 560.0, 26.0, 130.0, 6.0), dark.lighter(0.3));
    canvas.body(&rounded(370.0, 170.0, 300.0, 420.0, 40.0), dark);
    canvas.fill(&rounded(390.0, 190.0, 260.0, 380.0, 28.0), dark.lighter(0.12));
    for (y, size) in [(274.0, 62.0), (448.0, 104.0)] {
        canvas.fill(&circle(520.0, y, size), look.accent);
        canvas.fill(&circle(520.0, y, size * 0.86), dark.darker(0.4));
        canvas.fill(&circle(520.0, y, size * 0.66), dark.lighter(0.1));
        canvas.fill(&circle(520.0, y, size * 0.32), look.accent.lighter(0.15));
        canvas.tint(
            &ellipse(520.0 - size * 0.1, y - size * 0.12, size * 0.1, size * 0.07),
            WHITE,
            0.8,
        );
    }
    for (x, y) in [(404.0, 204.0), (636.0, 204.0), (404.0, 556.0), (636.0, 556.0)] {
        canvas.fill(&circle(x, y, 8.0), hex(0xB4_BF_CA));
    }
    for (n, reach) in [70.0, 124.0, 178.0].into_iter().enumerate() {
        let tone = if n % 2 == 0 { look.second } else { look.accent };
        let wide = 17.0 + dice.between(0.0, 4.0);
        canvas.fill(&stroke(&arc(670.0, 320.0, reach, reach, -42.0, 42.0), wide), tone);
    }
    for note in [(330.0, 250.0), (276.0, 350.0)] {
        canvas.fill(&stroke(&[(note.0, note.1), (note.0, note.1 - 78.0)], 10.0), look.second);
        canvas.fill(
            &stroke(&[(note.0, note.1 - 78.0), (note.0 + 34.0, note.1 - 60.0)], 13.0),
            look.second,
        );
        canvas.fill(&ellipse(note.0 - 14.0, note.1, 22.0, 16.0), look.second);
    }
    canvas.body(
        &ribbon(&[(770.0, 560.0), (806.0, 660.0), (840.0, 752.0)], |t| 66.0 - 22.0 * t),
        dark,
    );
    canvas.body(&circle(756.0, 516.0, 68.0), hex(0xB4_BF_CA));
    canvas.within(&circle(756.0, 516.0, 68.0), |canvas| {
        for n in -4..5 {
            let shift = f64::from(n) * 22.0;
            for lean in [-70.0, 70.0] {
                let line = [(756.0 + shift - lean, 440.0), (756.0 + shift + lean, 592.0)];
                canvas.fill(&stroke(&line, 4.0), hex(0x8D_97_A3));
            }
        }
    });
    canvas
        .body(&rounded(716.0, 566.0, 104.0, 26.0, 13.0).turned(-19.0, (768.0, 579.0)), look.accent);
}

/// Kompang drums, one before another.
pub fn drum(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 750.0, 360.0);
    let woods = [hex(0xA8_5F_33), hex(0x8A_46_2A), hex(0xBF_7A_3E)];
    let wood = woods.get(dice.below(3)).copied().unwrap_or(WHITE);
    one_drum(canvas, look, (770.0, 540.0, 196.0), wood.darker(0.12));
    one_drum(canvas, look, (476.0, 480.0, 258.0), wood);
    for (x, y, way) in [(250.0, 330.0, -1.0), (960.0, 380.0, 1.0)] {
        for (n, lift) in [(0.0, 0.0), (1.0, 46.0), (2.0, 92.0)] {
            let from = (x, y + lift);
            let to = (x + way * (46.0 - n * 6.0), y + lift - 26.0 + n * 26.0);
            canvas.fill(&stroke(&[from, to], 13.0), look.second);
        }
    }
}

fn one_drum(canvas: &mut Canvas, look: &Look, (x, y, size): (f64, f64, f64), wood: Colour) {
    canvas.fill(&circle(x + size * 0.13, y + size * 0.02, size), wood.darker(0.35));
    canvas.fill(&circle(x, y, size), wood);
    canvas.fill(&circle(x, y, size * 0.93), wood.lighter(0.18));
    canvas.fill(&circle(x, y, size * 0.86), hex(0xE9_D3_AE));
    canvas.fill(&circle(x - size * 0.02, y - size * 0.02, size * 0.82), hex(0xF8_EA_D0));
    canvas.fill(&circle(x, y, size * 0.36), hex(0xEE_DA_B8));
    for n in 0..20 {
        let angle = (f64::from(n) * 18.0).to_radians();
        let (px, py) = (x + size * 0.895 * angle.cos(), y + size * 0.895 * angle.sin());
        canvas.fill(&circle(px + 1.5, py + 2.0, size * 0.036), wood.darker(0.45));
        canvas.fill(&circle(px, py, size * 0.033), hex(0xF2_C6_4E));
    }
    for n in 0..8 {
        let angle = (f64::from(n) * 45.0 + 22.5).to_radians();
        let at = |reach: f64| (x + size * reach * angle.cos(), y + size * reach * angle.sin());
        canvas.fill(&leaf(at(0.42), at(0.72), size * 0.13), look.accent.lighter(0.15));
        canvas.fill(&circle(at(0.35).0, at(0.35).1, size * 0.022), look.accent);
    }
    canvas.tint(
        &ribbon(
            &[
                (x - size * 0.62, y - size * 0.1),
                (x - size * 0.5, y - size * 0.42),
                (x - size * 0.2, y - size * 0.64),
            ],
            |_| size * 0.07,
        ),
        WHITE,
        0.5,
    );
}

/// A foot with pressure points, warm stones and flowers.
pub fn foot(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 752.0, 370.0);
    let towel = look.accent.lighter(0.45);
    canvas.body(&rounded(250.0, 650.0, 420.0, 92.0, 46.0), towel);
    canvas.body(&circle(296.0, 696.0, 46.0), towel.lighter(0.3));
    for ring in [30.0, 15.0] {
        canvas.fill(&stroke(&arc(296.0, 696.0, ring, ring, 0.0, 360.0), 5.0), towel.darker(0.14));
    }
    let skins = [hex(0xE3_B0_8A), hex(0xC9_8F_66), hex(0xF0_C8_A6)];
    let skin = skins.get(dice.below(3)).copied().unwrap_or(WHITE);
    let sole = blob(&[
        (428.0, 350.0),
        (500.0, 300.0),
        (600.0, 308.0),
        (664.0, 370.0),
        (650.0, 470.0),
        (616.0, 560.0),
        (604.0, 640.0),
        (560.0, 706.0),
        (490.0, 710.0),
        (444.0, 650.0),
        (464.0, 560.0),
        (462.0, 470.0),
        (432.0, 410.0),
    ]);
    let toes = [
        (460.0, 256.0, 52.0),
        (544.0, 234.0, 37.0),
        (606.0, 248.0, 33.0),
        (655.0, 280.0, 29.0),
        (688.0, 322.0, 26.0),
    ];
    for (x, y, size) in toes {
        canvas.body(&ellipse(x, y, size, size * 1.16), skin);
        canvas.tint(&ellipse(x, y - 4.0, size * 0.56, size * 0.6), hex(0xE0_7A_6A), 0.3);
    }
    canvas.body(&sole, skin);
    canvas.within(&sole, |canvas| {
        canvas.tint(&ellipse(546.0, 366.0, 90.0, 50.0), hex(0xE0_7A_6A), 0.3);
        canvas.tint(&ellipse(524.0, 654.0, 58.0, 50.0), hex(0xE0_7A_6A), 0.3);
    });
    let points = [
        (500.0, 360.0),
        (596.0, 372.0),
        (548.0, 440.0),
        (520.0, 520.0),
        (566.0, 560.0),
        (524.0, 650.0),
    ];
    for (n, (x, y)) in points.into_iter().enumerate() {
        let tone = if n % 2 == 0 { look.accent } else { look.second };
        canvas.fill(&stroke(&arc(x, y, 21.0, 21.0, 0.0, 360.0), 5.0), tone);
        canvas.fill(&circle(x, y, 10.0), tone);
    }
    let stone = hex(0x6B_72_7E);
    for (x, y, wide, high) in
        [(810.0, 706.0, 136.0, 46.0), (802.0, 630.0, 106.0, 40.0), (814.0, 566.0, 74.0, 32.0)]
    {
        canvas.body(&ellipse(x, y, wide, high), stone);
        canvas.tint(&ellipse(x - wide * 0.3, y - high * 0.4, wide * 0.36, high * 0.2), WHITE, 0.3);
    }
    veined_leaf(canvas, (820.0, 530.0), (936.0, 452.0), 74.0, hex(0x4C_A3_5A));
    flower(canvas, (800.0, 506.0), 64.0, hex(0xFF_E6_EA), hex(0xF6_B9_3A));
    flower(canvas, (700.0, 716.0), 50.0, hex(0xFF_F1_E0), hex(0xF6_B9_3A));
    flower(canvas, (330.0, 612.0), 44.0, hex(0xFF_E6_EA), hex(0xF6_B9_3A));
}
