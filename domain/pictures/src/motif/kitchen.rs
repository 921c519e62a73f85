//! What a kitchen and a wash-house hold.

use super::{
    canvas::{Canvas, Colour, INK, WHITE, hex},
    path::{arc, blob, circle, ellipse, polygon, ribbon, rounded, smooth, stroke},
    scene::Look,
    shapes::{leaf, shadow, sparkle, steam, tub_front, veined_leaf},
};
use crate::Dice;

/// A fish on a wooden board with lime.
pub fn fish(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    let backs = [hex(0x4F_86_A6), hex(0x5B_9A_8B), hex(0xD9_6B_5B)];
    let back = backs.get(dice.below(3)).copied().unwrap_or(WHITE);
    shadow(canvas, look, 600.0, 720.0, 430.0);
    canvas.body(&rounded(200.0, 560.0, 800.0, 130.0, 62.0), hex(0xC9_93_5A));
    for (y, from, to) in [(596.0, 260.0, 700.0), (628.0, 380.0, 930.0), (660.0, 280.0, 640.0)] {
        canvas.fill(&stroke(&[(from, y), (to, y)], 5.0), hex(0xB3_7C_45));
    }
    let tail = blob(&[
        (804.0, 470.0),
        (880.0, 400.0),
        (972.0, 340.0),
        (944.0, 440.0),
        (952.0, 500.0),
        (986.0, 600.0),
        (884.0, 552.0),
        (806.0, 500.0),
    ]);
    canvas.body(&tail, back.darker(0.12));
    canvas.body(
        &blob(&[(430.0, 400.0), (500.0, 318.0), (640.0, 316.0), (700.0, 400.0)]),
        back.darker(0.2),
    );
    canvas.body(
        &blob(&[(560.0, 560.0), (600.0, 640.0), (680.0, 640.0), (660.0, 550.0)]),
        back.darker(0.2),
    );
    let body = blob(&[
        (226.0, 494.0),
        (280.0, 420.0),
        (400.0, 370.0),
        (540.0, 360.0),
        (690.0, 410.0),
        (830.0, 466.0),
        (838.0, 502.0),
        (700.0, 556.0),
        (540.0, 604.0),
        (390.0, 600.0),
        (280.0, 556.0),
    ]);
    canvas.fade(&body, back, hex(0xF2_EE_E6));
    canvas.within(&body, |canvas| {
        for row in 0..6 {
            for n in 0..9 {
                let x = 440.0 + f64::from(n) * 46.0 + f64::from(row % 2) * 23.0;
                let y = 400.0 + f64::from(row) * 32.0;
                canvas.tint(&stroke(&arc(x, y, 20.0, 18.0, -70.0, 70.0), 5.0), WHITE, 0.42);
            }
        }
        let head = ellipse(250.0, 490.0, 150.0, 150.0);
        canvas.tint(&head, back.darker(0.3), 0.35);
        canvas.fill(&stroke(&arc(250.0, 490.0, 150.0, 150.0, -58.0, 58.0), 8.0), back.darker(0.3));
        canvas.fill(&stroke(&[(224.0, 512.0), (286.0, 522.0)], 7.0), back.darker(0.4));
    });
    canvas.body(&leaf((440.0, 500.0), (560.0, 548.0), 66.0), back.darker(0.16));
    canvas.fill(&circle(308.0, 462.0, 27.0), WHITE);
    canvas.fill(&circle(304.0, 462.0, 16.0), INK);
    canvas.fill(&circle(298.0, 456.0, 6.0), WHITE);
    for (x, y) in [(300.0, 668.0), (392.0, 686.0)] {
        lime(canvas, x, y, 56.0);
    }
    veined_leaf(canvas, (760.0, 676.0), (930.0, 620.0), 74.0, hex(0x4C_A3_5A));
    veined_leaf(canvas, (750.0, 682.0), (880.0, 700.0), 60.0, hex(0x63_B5_6B));
}

fn lime(canvas: &mut Canvas, x: f64, y: f64, size: f64) {
    canvas.fill(&ellipse(x, y + 7.0, size, size * 0.7), hex(0x3B_7F_36));
    canvas.fill(&ellipse(x, y, size, size * 0.7), hex(0x7D_BB_45));
    canvas.fill(&ellipse(x, y, size * 0.86, size * 0.58), hex(0xEF_F6_CC));
    for n in 0..8 {
        let angle = (f64::from(n) * 45.0 + 10.0).to_radians();
        let tip = (x + size * 0.78 * angle.cos(), y + size * 0.52 * angle.sin());
        canvas.fill(&leaf((x, y), tip, size * 0.4), hex(0xB5_D9_67));
    }
}

/// A large cooking pot on a gas fire.
pub fn pot(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 790.0, 330.0);
    for way in [-1.0, 1.0] {
        let handle = arc(600.0 + way * 286.0, 500.0, 52.0, 40.0, 0.0, 360.0);
        canvas.fill(&stroke(&handle, 22.0), look.accent.darker(0.35));
    }
    let inside = ellipse(600.0, 420.0, 282.0, 73.0);
    canvas.fill(&inside, look.accent.darker(0.45));
    let curry = ellipse(600.0, 430.0, 258.0, 60.0);
    canvas.fill(&curry, hex(0xD8_7A_26));
    canvas.within(&curry, |canvas| {
        for _ in 0..16 {
            let (x, y) = (dice.between(380.0, 820.0), dice.between(388.0, 480.0));
            let tone = [hex(0x8A_4A_1E), hex(0xF2_C1_4E), hex(0xB8_3A_22)];
            let size = dice.between(16.0, 32.0);
            canvas.fill(
                &ellipse(x, y, size, size * 0.55),
                tone.get(dice.below(3)).copied().unwrap_or(WHITE),
            );
        }
        canvas.fill(&ellipse(470.0, 420.0, 30.0, 9.0), hex(0xF0_A8_4E));
        canvas.fill(&ellipse(690.0, 452.0, 38.0, 10.0), hex(0xF0_A8_4E));
    });
    let ladle = ribbon(&[(690.0, 440.0), (790.0, 270.0), (860.0, 180.0)], |_| 19.0);
    canvas.body(&ladle, hex(0xB9_C2_CC));
    canvas.fill(&stroke(&arc(872.0, 158.0, 22.0, 22.0, 120.0, 400.0), 12.0), hex(0xB9_C2_CC));
    let front = tub_front(600.0, (420.0, 286.0), (640.0, 262.0));
    canvas.body(&front, look.accent);
    canvas.within(&front, |canvas| {
        canvas.tint(
            &ribbon(&[(384.0, 500.0), (392.0, 600.0), (410.0, 668.0)], |_| 30.0),
            WHITE,
            0.3,
        );
        canvas.fill(
            &stroke(&arc(600.0, 510.0, 284.0, 74.0, 180.0, 0.0), 13.0),
            look.accent.lighter(0.5),
        );
    });
    canvas.fill(
        &stroke(&arc(600.0, 420.0, 284.0, 73.0, 184.0, -4.0), 17.0),
        look.accent.lighter(0.3),
    );
    for n in 0..9 {
        let x = 424.0 + f64::from(n) * 44.0;
        let high = dice.between(58.0, 92.0);
        canvas.fill(&leaf((x, 748.0), (x + 3.0, 748.0 - high), 60.0), hex(0xF7_7F_2A));
        canvas.fill(&leaf((x, 748.0), (x + 1.0, 748.0 - high * 0.6), 34.0), hex(0xFF_D8_63));
    }
    for x in [400.0, 800.0] {
        canvas.body(
            &ribbon(&[(x, 744.0), (x + (x - 600.0) * 0.14, 790.0)], |_| 26.0),
            hex(0x4A_4F_5A),
        );
    }
    canvas.body(&rounded(360.0, 736.0, 480.0, 26.0, 13.0), hex(0x4A_4F_5A));
    steam(canvas, look, 520.0, 330.0);
}

/// A tall and a small jar with labels.
pub fn jar(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    let fillings = [hex(0xC0_2B_22), hex(0xE0_8A_1E), hex(0x9A_4A_24), hex(0xB9_8A_2C)];
    let filling = fillings.get(dice.below(4)).copied().unwrap_or(WHITE);
    shadow(canvas, look, 600.0, 752.0, 340.0);
    one_jar(canvas, look, (500.0, 300.0), (168.0, 440.0), filling);
    one_jar(canvas, look, (778.0, 472.0), (122.0, 272.0), filling.mix(look.second, 0.3));
    let drop = look.accent;
    canvas.body(&leaf((500.0, 510.0), (500.0, 600.0), 62.0).and(circle(500.0, 588.0, 26.0)), drop);
    veined_leaf(canvas, (446.0, 628.0), (404.0, 566.0), 30.0, hex(0x4C_A3_5A));
    veined_leaf(canvas, (554.0, 628.0), (596.0, 566.0), 30.0, hex(0x4C_A3_5A));
    canvas.body(&circle(778.0, 636.0, 27.0), drop);
    canvas.fill(&stroke(&[(730.0, 682.0), (826.0, 682.0)], 9.0), look.accent.lighter(0.3));
}

fn one_jar(
    canvas: &mut Canvas,
    look: &Look,
    (x, y): (f64, f64),
    (half, high): (f64, f64),
    filling: Colour,
) {
    let glass = rounded(x - half, y, half * 2.0, high, half * 0.36);
    canvas.fill(&glass, hex(0xDD_EB_EC));
    let full = rounded(
        x - half + 14.0,
        y + high * 0.16,
        half * 2.0 - 28.0,
        high * 0.84 - 14.0,
        half * 0.28,
    );
    canvas.fade(&full, filling.lighter(0.12), filling.darker(0.14));
    canvas.fill(&ellipse(x, y + high * 0.17, half - 18.0, half * 0.13), filling.lighter(0.28));
    canvas.body(
        &rounded(x - half * 0.88, y - half * 0.42, half * 1.76, half * 0.5, half * 0.12),
        look.accent,
    );
    let mut rib = x - half * 0.74;
    while rib < x + half * 0.8 {
        canvas.fill(
            &stroke(&[(rib, y - half * 0.3), (rib, y - half * 0.06)], 7.0),
            look.accent.darker(0.2),
        );
        rib += half * 0.21;
    }
    let label = rounded(x - half, y + high * 0.4, half * 2.0, high * 0.44, 8.0);
    canvas.within(&glass, |canvas| {
        canvas.fill(&label, hex(0xFF_F8_EA));
        for edge in [0.425, 0.8] {
            let line = [(x - half, y + high * edge), (x + half, y + high * edge)];
            canvas.fill(&stroke(&line, half * 0.06), look.second);
        }
        canvas.tint(
            &rounded(x - half + 20.0, y + high * 0.08, half * 0.18, high * 0.84, 14.0),
            WHITE,
            0.42,
        );
        canvas.tint(&rounded(x + half * 0.72, y, half * 0.4, high, 0.0), INK, 0.08);
    });
}

/// A woven basket of vegetables.
pub fn basket(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 756.0, 310.0);
    canvas.fill(&stroke(&arc(600.0, 500.0, 268.0, 316.0, 180.0, 360.0), 34.0), hex(0x9A_64_33));
    canvas.fill(&stroke(&arc(600.0, 500.0, 268.0, 316.0, 186.0, 354.0), 12.0), hex(0xC9_93_5A));
    canvas.fill(&ellipse(600.0, 510.0, 300.0, 80.0), hex(0x6B_42_22));
    let leaves = [(380.0, 330.0), (450.0, 270.0), (520.0, 300.0), (340.0, 400.0)];
    for (n, tip) in leaves.into_iter().enumerate() {
        let green = [hex(0x4C_A3_5A), hex(0x7C_C2_6E), hex(0x3A_86_50)];
        veined_leaf(canvas, (450.0, 520.0), tip, 110.0, green.get(n % 3).copied().unwrap_or(WHITE));
    }
    let purple = hex(0x6A_3B_7C);
    canvas.body(
        &ribbon(&[(640.0, 320.0), (690.0, 420.0), (650.0, 530.0)], |t| 62.0 + 60.0 * t),
        purple,
    );
    canvas.body(&circle(636.0, 318.0, 34.0), purple);
    canvas.body(&leaf((628.0, 336.0), (620.0, 250.0), 52.0), hex(0x58_A0_4C));
    for (x, lean) in [(740.0, 26.0), (800.0, 52.0)] {
        for tuft in [-30.0, 0.0, 30.0] {
            canvas.fill(
                &leaf((x + lean, 390.0), (x + lean * 1.7 + tuft, 296.0), 30.0),
                hex(0x57_A8_5A),
            );
        }
        canvas.body(
            &ribbon(&[(x + lean, 380.0), (x - 10.0, 540.0)], |t| 76.0 - 34.0 * t),
            hex(0xF0_84_2C),
        );
        for y in [420.0, 455.0] {
            canvas.fill(
                &stroke(&[(x + lean * 0.6 - 18.0, y), (x + lean * 0.6 + 4.0, y + 4.0)], 5.0),
                hex(0xC9_63_17),
            );
        }
    }
    for (x, y) in [(570.0, 476.0), (486.0, 498.0), (650.0, 510.0)] {
        canvas.body(&circle(x, y, 58.0), hex(0xDD_3A_2E));
        canvas.tint(&ellipse(x - 20.0, y - 22.0, 15.0, 10.0), WHITE, 0.5);
        for n in 0..5 {
            let angle = (f64::from(n) * 72.0 - 90.0).to_radians();
            let tip = (x + 27.0 * angle.cos(), y - 42.0 + 15.0 * angle.sin());
            canvas.fill(&leaf((x, y - 42.0), tip, 13.0), hex(0x3F_8F_4F));
        }
    }
    let front = tub_front(600.0, (510.0, 304.0), (684.0, 236.0));
    canvas.body(&front, hex(0xB9_80_44));
    let dye = if dice.below(2) == 0 { look.accent } else { hex(0x8A_56_2B) };
    canvas.within(&front, |canvas| weave(canvas, dye));
    canvas.fill(&stroke(&arc(600.0, 510.0, 302.0, 79.0, 184.0, -4.0), 30.0), hex(0x8A_56_2B));
    for n in 0..25 {
        let angle = (7.0 * f64::from(n) + 4.0).to_radians();
        let (x, y) = (600.0 + 302.0 * angle.cos(), 510.0 + 79.0 * angle.sin());
        canvas.fill(&stroke(&[(x - 6.0, y - 10.0), (x + 6.0, y + 10.0)], 8.0), hex(0xD6_A5_68));
    }
}

/// Strips over and under each other, every third row dyed.
fn weave(canvas: &mut Canvas, dye: Colour) {
    for row in 0..8 {
        for n in 0..17 {
            let shift = if row % 2 == 0 { 0.0 } else { 20.0 };
            let x = 280.0 + f64::from(n) * 40.0 + shift;
            let sag = 78.0 * (1.0 - ((x - 600.0) / 306.0).powi(2)).max(0.0).sqrt();
            let y = 506.0 + f64::from(row) * 31.0 + sag;
            let tone = if row % 3 == 1 { dye.lighter(0.1) } else { hex(0xD6_A5_68) };
            canvas.fill(&rounded(x - 17.0, y - 12.0, 34.0, 25.0, 9.0), tone);
            canvas.fill(&rounded(x - 13.0, y - 8.0, 22.0, 6.0, 3.0), tone.lighter(0.3));
        }
    }
}

/// Stacked bars of soap, a sprig and bubbles.
pub fn soap(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 740.0, 370.0);
    canvas.body(&rounded(280.0, 676.0, 640.0, 58.0, 24.0), hex(0xC9_93_5A));
    for x in [360.0, 480.0, 600.0, 720.0, 840.0] {
        canvas.fill(&stroke(&[(x - 34.0, 705.0), (x + 34.0, 705.0)], 9.0), hex(0x9C_6A_3A));
    }
    let tones = [look.accent.lighter(0.55), look.second.lighter(0.35), hex(0xB9_DD_B0)];
    let bars = [(330.0, 552.0, 300.0), (586.0, 552.0, 300.0), (452.0, 424.0, 312.0)];
    for ((x, y, wide), tone) in bars.into_iter().zip(tones) {
        canvas.fill(&rounded(x, y + 14.0, wide, 118.0, 34.0), tone.darker(0.24));
        canvas.fill(&rounded(x, y, wide, 104.0, 34.0), tone);
        canvas.fill(&rounded(x + 22.0, y + 16.0, wide - 44.0, 70.0, 24.0), tone.darker(0.07));
        canvas.tint(&rounded(x + 30.0, y + 8.0, wide * 0.42, 10.0, 5.0), WHITE, 0.7);
        let middle = (x + wide / 2.0, y + 51.0);
        for way in [-1.0, 1.0] {
            canvas.fill(
                &leaf(middle, (middle.0 + way * 66.0, middle.1 - 18.0), 34.0),
                tone.darker(0.22),
            );
        }
    }
    veined_leaf(canvas, (560.0, 420.0), (440.0, 300.0), 90.0, hex(0x4C_A3_5A));
    veined_leaf(canvas, (580.0, 420.0), (600.0, 260.0), 86.0, hex(0x63_B5_6B));
    veined_leaf(canvas, (600.0, 424.0), (740.0, 320.0), 80.0, hex(0x3A_86_50));
    for _ in 0..13 {
        let (x, y) = (dice.between(290.0, 910.0), dice.between(150.0, 560.0));
        bubble(canvas, x, y, dice.between(16.0, 46.0));
    }
    canvas.fill(&sparkle((880.0, 470.0), 34.0), WHITE);
}

fn bubble(canvas: &mut Canvas, x: f64, y: f64, size: f64) {
    canvas.tint(&circle(x, y, size), hex(0xBF_E3_F2), 0.42);
    canvas.tint(&stroke(&arc(x, y, size, size, 0.0, 360.0), 4.0), WHITE, 0.8);
    canvas.tint(&stroke(&arc(x, y, size * 0.68, size * 0.68, 195.0, 260.0), 6.0), WHITE, 0.9);
}

/// A bucket of suds, a brush and a spray bottle.
pub fn bucket(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 590.0, 756.0, 350.0);
    canvas.body(
        &ribbon(&[(760.0, 160.0), (690.0, 400.0), (650.0, 520.0)], |_| 24.0),
        hex(0xC9_93_5A),
    );
    let bow = arc(520.0, 470.0, 214.0, 250.0, 180.0, 360.0);
    canvas.fill(&stroke(&bow, 13.0), hex(0x8D_97_A3));
    canvas.body(&rounded(470.0, 206.0, 100.0, 30.0, 15.0), look.second);
    canvas.fill(&ellipse(520.0, 470.0, 220.0, 57.0), look.accent.darker(0.4));
    for _ in 0..22 {
        let (x, size) = (dice.between(340.0, 700.0), dice.between(26.0, 58.0));
        let y = 470.0 - dice.between(0.0, 60.0) * (1.0 - ((x - 520.0) / 200.0).abs()).max(0.0);
        canvas.fill(&circle(x, y, size), hex(0xDD_EE_F6));
        canvas.fill(&circle(x - 4.0, y - 5.0, size * 0.86), hex(0xF8_FD_FF));
    }
    let front = tub_front(520.0, (470.0, 222.0), (700.0, 164.0));
    canvas.body(&front, look.accent);
    canvas.within(&front, |canvas| {
        canvas.fill(
            &stroke(&arc(520.0, 590.0, 220.0, 57.0, 180.0, 0.0), 26.0),
            look.accent.lighter(0.35),
        );
        canvas.tint(
            &ribbon(&[(346.0, 540.0), (366.0, 640.0), (386.0, 720.0)], |_| 24.0),
            WHITE,
            0.35,
        );
    });
    canvas.fill(
        &stroke(&arc(520.0, 470.0, 221.0, 57.0, 184.0, -4.0), 18.0),
        look.accent.lighter(0.25),
    );
    let drip = smooth(&[(392.0, 510.0), (388.0, 560.0), (394.0, 600.0)]);
    canvas.fill(&stroke(&drip, 30.0), hex(0xF8_FD_FF));
    let bottle = blob(&[
        (790.0, 560.0),
        (806.0, 500.0),
        (850.0, 480.0),
        (894.0, 500.0),
        (910.0, 560.0),
        (912.0, 660.0),
        (906.0, 744.0),
        (850.0, 752.0),
        (794.0, 744.0),
        (788.0, 660.0),
    ]);
    canvas.body(&rounded(828.0, 424.0, 44.0, 70.0, 8.0), hex(0xE9_EE_F2));
    canvas.body(
        &polygon(&[(772.0, 384.0), (890.0, 384.0), (904.0, 430.0), (806.0, 432.0), (772.0, 410.0)]),
        look.second,
    );
    canvas.fill(&stroke(&[(800.0, 430.0), (784.0, 470.0)], 13.0), look.second.darker(0.2));
    canvas.body(&bottle, hex(0x8F_D0_C4));
    canvas.fill(&rounded(806.0, 590.0, 90.0, 96.0, 14.0), hex(0xFF_FB_F0));
    veined_leaf(canvas, (826.0, 672.0), (880.0, 604.0), 44.0, hex(0x4C_A3_5A));
    for (x, y, size) in
        [(300.0, 400.0, 30.0), (360.0, 330.0, 20.0), (270.0, 310.0, 16.0), (700.0, 300.0, 22.0)]
    {
        bubble(canvas, x, y, size);
    }
    canvas.fill(&sparkle((930.0, 520.0), 34.0), WHITE);
}
