//! What grows, scratches and lays.

use super::{
    canvas::{Canvas, Colour, INK, WHITE, hex},
    path::{Point, arc, blob, circle, ellipse, polygon, ribbon, rounded, stroke},
    scene::Look,
    shapes::{FLOOR, bowl_front, egg, leaf, shadow, tub_front, veined_leaf},
};
use crate::Dice;

/// Three chillies, the front one cut.
pub fn chilli(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    let tones = [hex(0xD6_2A_2A), hex(0xE8_4A_2E), hex(0x4E_9B_47)];
    let third = tones.get(1 + dice.below(2)).copied().unwrap_or(WHITE);
    shadow(canvas, look, 600.0, 728.0, 380.0);
    one_chilli(
        canvas,
        [(820.0, 240.0), (800.0, 400.0), (690.0, 560.0), (470.0, 650.0)],
        100.0,
        third,
    );
    one_chilli(
        canvas,
        [(560.0, 200.0), (490.0, 340.0), (480.0, 520.0), (610.0, 690.0)],
        112.0,
        hex(0xC4_1F_2A),
    );
    one_chilli(
        canvas,
        [(300.0, 470.0), (420.0, 610.0), (620.0, 690.0), (880.0, 640.0)],
        118.0,
        hex(0xE0_2F_2B),
    );
    for (x, y) in [(880.0, 716.0), (936.0, 700.0), (830.0, 736.0)] {
        canvas.body(&ellipse(x, y, 40.0, 26.0), hex(0xD6_2A_2A));
        canvas.fill(&ellipse(x - 3.0, y - 3.0, 29.0, 18.0), hex(0xF3_8B_6E));
        for (dx, dy) in [(-14.0, -2.0), (8.0, -8.0), (2.0, 6.0)] {
            canvas.fill(&ellipse(x + dx, y + dy, 6.0, 4.0), hex(0xFF_EF_C9));
        }
    }
}

fn one_chilli(canvas: &mut Canvas, line: [Point; 4], width: f64, colour: Colour) {
    let [stalk, second, ..] = line;
    let (dx, dy) = (stalk.0 - second.0, stalk.1 - second.1);
    let length = dx.hypot(dy);
    let (ux, uy) = (dx / length, dy / length);
    let out =
        |far: f64, side: f64| (stalk.0 + ux * far - uy * side, stalk.1 + uy * far + ux * side);
    let stem = ribbon(&[out(-6.0, 0.0), out(44.0, 4.0), out(92.0, 30.0)], |t| 18.0 + 8.0 * t);
    canvas.body(&stem, hex(0x3E_83_3E));
    let body = ribbon(&line, |t| width * (1.0 - t).powf(0.55) * (0.8 + 0.9 * t.min(0.22)));
    let round = ellipse(stalk.0, stalk.1, width * 0.4, width * 0.4);
    canvas.body(&body.clone().and(round), colour);
    let [a, b, c, d] = line;
    let shine =
        [a, b, c, d].map(|(x, y)| (x - width * 0.14 - ux * 20.0, y - width * 0.06 - uy * 20.0));
    canvas.within(&body, |canvas| {
        canvas.tint(&ribbon(&shine, |t| width * 0.15 * (1.0 - t)), WHITE, 0.5);
    });
    let cap = blob(&[
        out(26.0, 0.0),
        out(10.0, width * 0.36),
        out(-26.0, width * 0.44),
        out(-14.0, width * 0.16),
        out(-34.0, 0.0),
        out(-14.0, -width * 0.16),
        out(-26.0, -width * 0.44),
        out(10.0, -width * 0.36),
    ]);
    canvas.body(&cap, hex(0x58_A0_4C));
}

/// A pineapple and a slice.
pub fn pineapple(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, FLOOR, 300.0);
    let greens = [hex(0x3F_8F_4F), hex(0x57_A8_5A), hex(0x2F_78_47)];
    let crown: [(f64, f64); 13] = [
        (-1.0, 150.0),
        (1.0, 150.0),
        (-0.72, 190.0),
        (0.72, 190.0),
        (-0.46, 220.0),
        (0.46, 220.0),
        (-0.2, 240.0),
        (0.22, 236.0),
        (0.0, 250.0),
        (-0.56, 130.0),
        (0.56, 130.0),
        (-0.22, 150.0),
        (0.22, 150.0),
    ];
    for (n, (lean, long)) in crown.into_iter().enumerate() {
        let tip = (550.0 + lean * long * 1.05, 330.0 - long * (1.0 - lean.abs() * 0.45));
        let green = greens.get(n % 3).copied().unwrap_or(WHITE);
        canvas.body(&leaf((550.0 + lean * 26.0, 350.0), tip, 62.0), green);
    }
    let body = ellipse(550.0, 530.0, 172.0, 214.0);
    canvas.body(&body, hex(0xEE_A8_35));
    canvas.within(&body, |canvas| {
        for n in -9..10 {
            let x = 550.0 + f64::from(n) * 58.0;
            for lean in [-150.0, 150.0] {
                let line = [(x - lean, 310.0), (x, 530.0), (x + lean, 750.0)];
                canvas.fill(&stroke(&line, 8.0), hex(0xC7_77_1F));
            }
        }
        for row in 0..11 {
            for column in -4..5 {
                let shift = if row % 2 == 0 { 0.0 } else { 29.0 };
                let x = 550.0 + f64::from(column) * 58.0 + shift;
                let y = 317.5 + f64::from(row) * 42.6;
                canvas.fill(&circle(x, y, 8.0), hex(0xF9_D0_6A));
                canvas.fill(&stroke(&[(x, y), (x + 4.0, y + 11.0)], 5.0), hex(0x9A_58_17));
            }
        }
        canvas.tint(&ellipse(486.0, 440.0, 40.0, 96.0).turned(14.0, (486.0, 440.0)), WHITE, 0.2);
    });
    let (x, y) = (792.0, 640.0);
    canvas.fill(&circle(x + 10.0, y + 6.0, 112.0), hex(0xA8_68_1C));
    canvas.fill(&circle(x, y, 112.0), hex(0xE3_9B_2D));
    canvas.fill(&circle(x, y, 96.0), hex(0xFB_DC_66));
    let start = dice.between(0.0, 30.0);
    for n in 0..12 {
        let angle = (start + f64::from(n) * 30.0).to_radians();
        let at = |reach: f64| (x + reach * angle.cos(), y + reach * angle.sin());
        canvas.fill(&stroke(&[at(44.0), at(86.0)], 7.0), hex(0xF2_C2_3F));
    }
    canvas.fill(&circle(x, y, 30.0), hex(0xFD_EE_A8));
}

/// Two mangoes and a cut half.
pub fn mango(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 590.0, 728.0, 370.0);
    let ripe = dice.between(0.0, 0.5);
    let skin = hex(0x9B_BE_48).mix(hex(0xF6_B0_3A), ripe + 0.2);
    let shape = |x: f64, y: f64, size: f64| {
        blob(&[
            (x - 0.9 * size, y + 0.1 * size),
            (x - 0.56 * size, y - 0.56 * size),
            (x + 0.1 * size, y - 0.72 * size),
            (x + 0.74 * size, y - 0.4 * size),
            (x + 1.0 * size, y + 0.16 * size),
            (x + 0.62 * size, y + 0.58 * size),
            (x - 0.1 * size, y + 0.68 * size),
            (x - 0.7 * size, y + 0.52 * size),
        ])
    };
    veined_leaf(canvas, (560.0, 300.0), (840.0, 190.0), 110.0, hex(0x3F_8F_4F));
    veined_leaf(canvas, (540.0, 300.0), (330.0, 170.0), 96.0, hex(0x57_A8_5A));
    canvas.fill(&stroke(&[(550.0, 330.0), (556.0, 260.0)], 17.0), hex(0x7A_55_33));
    for (x, y, size, turn) in [(560.0, 470.0, 236.0, -16.0), (410.0, 600.0, 176.0, 12.0)] {
        let fruit = shape(x, y, size).turned(turn, (x, y));
        canvas.body(&fruit, skin);
        canvas.within(&fruit, |canvas| {
            canvas.tint(
                &circle(x - size * 0.5, y - size * 0.5, size * 0.62),
                hex(0xF7_8B_4A),
                0.28,
            );
            canvas.tint(
                &circle(x - size * 0.56, y - size * 0.56, size * 0.4),
                hex(0xF0_5E_3E),
                0.2,
            );
            canvas.tint(
                &ellipse(x - size * 0.2, y - size * 0.36, size * 0.26, size * 0.09)
                    .turned(-18.0, (x, y)),
                WHITE,
                0.5,
            );
        });
    }
    let (x, y) = (770.0, 620.0);
    canvas.fill(&ellipse(x, y + 16.0, 206.0, 110.0), skin.darker(0.22));
    let flesh = ellipse(x, y, 200.0, 104.0);
    canvas.fill(&flesh, hex(0xFB_B7_2B));
    canvas.within(&flesh, |canvas| {
        for n in -5..6 {
            let shift = f64::from(n) * 46.0;
            let lean = [(x + shift - 90.0, y - 120.0), (x + shift + 90.0, y + 120.0)];
            canvas.fill(&stroke(&lean, 7.0), hex(0xE0_92_17));
            let back = [(x + shift + 90.0, y - 120.0), (x + shift - 90.0, y + 120.0)];
            canvas.fill(&stroke(&back, 7.0), hex(0xE0_92_17));
        }
    });
    canvas.fill(&stroke(&arc(x, y, 196.0, 101.0, 0.0, 360.0), 9.0), hex(0xFD_D5_72));
}

/// A village hen.
pub fn chicken(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    let coats = [hex(0xB9_5A_2B), hex(0xF6_EE_E0), hex(0x6B_4A_3A), hex(0xD8_8B_3A)];
    let coat = coats.get(dice.below(4)).copied().unwrap_or(WHITE);
    shadow(canvas, look, 600.0, 752.0, 250.0);
    for x in [560.0, 640.0] {
        canvas.fill(&stroke(&[(x, 640.0), (x - 4.0, 742.0)], 17.0), hex(0xE9_9A_2C));
        for toe in [-44.0, 0.0, 40.0] {
            canvas
                .fill(&stroke(&[(x - 4.0, 738.0), (x - 4.0 + toe, 756.0)], 13.0), hex(0xE9_9A_2C));
        }
    }
    let dark = hex(0x24_4A_4A);
    let tail = [(250.0, 250.0), (214.0, 310.0), (200.0, 380.0), (222.0, 440.0), (300.0, 214.0)];
    for (n, tip) in tail.into_iter().enumerate() {
        let colour = if n % 2 == 0 { dark } else { coat.darker(0.28) };
        canvas.body(&leaf((450.0, 520.0), tip, 110.0), colour);
    }
    let body = blob(&[
        (350.0, 470.0),
        (440.0, 440.0),
        (560.0, 436.0),
        (650.0, 380.0),
        (690.0, 270.0),
        (760.0, 222.0),
        (836.0, 258.0),
        (846.0, 340.0),
        (836.0, 460.0),
        (810.0, 570.0),
        (720.0, 650.0),
        (590.0, 676.0),
        (450.0, 640.0),
        (370.0, 560.0),
    ]);
    for (x, y, size) in [(716.0, 206.0, 34.0), (762.0, 180.0, 40.0), (812.0, 200.0, 34.0)] {
        canvas.body(&circle(x, y, size), hex(0xD8_2F_35));
    }
    canvas.body(&polygon(&[(838.0, 270.0), (926.0, 308.0), (836.0, 336.0)]), hex(0xF2_B1_34));
    canvas.body(&ellipse(842.0, 366.0, 25.0, 44.0), hex(0xD8_2F_35));
    canvas.body(&body, coat);
    canvas.within(&body, |canvas| {
        for row in 0..4 {
            for n in 0..6 {
                let x = 640.0 + f64::from(n) * 46.0 - f64::from(row % 2) * 23.0;
                let y = 400.0 + f64::from(row) * 52.0;
                canvas.fill(&stroke(&arc(x, y, 19.0, 16.0, 20.0, 160.0), 6.0), coat.darker(0.17));
            }
        }
    });
    for (n, (drop, long)) in [(96.0, 0.0), (48.0, 30.0), (0.0, 54.0)].into_iter().enumerate() {
        let wing = blob(&[
            (410.0 - long + 40.0, 500.0 + drop * 0.7),
            (520.0, 462.0 + drop * 0.5),
            (680.0, 490.0 + drop * 0.2),
            (690.0, 540.0 + drop * 0.2),
            (600.0, 572.0 + drop * 0.5),
            (480.0, 560.0 + drop * 0.72),
        ]);
        canvas.body(&wing, coat.darker(0.26 - 0.08 * f64::from(u32::try_from(n).unwrap_or(0))));
    }
    canvas.fill(&circle(782.0, 288.0, 19.0), WHITE);
    canvas.fill(&circle(786.0, 289.0, 12.0), INK);
    canvas.fill(&circle(790.0, 284.0, 4.0), WHITE);
}

/// Eggs in a nest of straw.
pub fn eggs(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    let shells =
        [hex(0xF7_E3_C8), hex(0xE3_B2_84), hex(0xFB_F3_E4), hex(0xD9_A0_72), hex(0xBF_DD_D6)];
    shadow(canvas, look, 600.0, FLOOR, 330.0);
    canvas.fill(&ellipse(600.0, 566.0, 330.0, 96.0), hex(0x8A_5A_2B));
    let places = [
        (450.0, 470.0, -14.0),
        (752.0, 472.0, 15.0),
        (600.0, 430.0, 3.0),
        (370.0, 540.0, -24.0),
        (834.0, 540.0, 22.0),
        (520.0, 540.0, -6.0),
        (682.0, 544.0, 9.0),
    ];
    for (n, (x, y, lean)) in places.into_iter().enumerate() {
        let shape = egg((x, y), 88.0).turned(lean, (x, y));
        let shell = shells.get((n + dice.below(2)) % 5).copied().unwrap_or(WHITE);
        canvas.body(&shape, shell);
        canvas.tint(
            &ellipse(x - 26.0, y - 46.0, 18.0, 30.0).turned(18.0, (x - 26.0, y - 46.0)),
            WHITE,
            0.55,
        );
        for _ in 0..5 {
            let (dx, dy) = (dice.between(-44.0, 44.0), dice.between(-60.0, 44.0));
            canvas.tint(&circle(x + dx, y + dy, 4.0), shell.darker(0.5), 0.35);
        }
    }
    let nest = bowl_front(600.0, 566.0, 334.0, 90.0, 186.0);
    canvas.body(&nest, hex(0xB9_80_3C));
    let straw = [hex(0xE2_B4_5F), hex(0xC9_92_46), hex(0xF0_CB_80), hex(0x9C_6A_30)];
    for n in 0..70 {
        let angle = dice.between(0.0, 180.0);
        let depth = dice.between(96.0, 176.0);
        let mut line = arc(600.0, 566.0, 326.0, depth, angle, angle + dice.between(14.0, 34.0));
        let lift = dice.between(-26.0, 14.0);
        if let Some(end) = line.last_mut() {
            end.1 += lift;
        }
        canvas.fill(&stroke(&line, 8.0), straw.get(n % 4).copied().unwrap_or(WHITE));
    }
}

/// A young plant in a clay pot.
pub fn plant(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 750.0, 210.0);
    let greens = [hex(0x4C_A3_5A), hex(0x63_B5_6B), hex(0x3A_86_50), hex(0x7C_C2_6E)];
    let mut shade = dice.below(4);
    let mut stalk = |canvas: &mut Canvas, line: &[Point], size: f64| {
        canvas.fill(&ribbon(line, |t| 17.0 - 8.0 * t), hex(0x3F_7F_47));
        for (n, &(x, y)) in line.iter().enumerate().skip(1) {
            let reach = size * (1.0 - 0.12 * f64::from(u32::try_from(n).unwrap_or(0)));
            for way in [-1.0, 1.0] {
                shade += 1;
                let green = greens.get(shade % 4).copied().unwrap_or(WHITE);
                let tip = (x + way * reach, y - reach * 0.52);
                veined_leaf(canvas, (x, y), tip, reach * 0.5, green);
            }
        }
        if let Some(&(x, y)) = line.last() {
            veined_leaf(canvas, (x, y), (x + 6.0, y - size * 0.9), size * 0.46, hex(0x8F_CF_78));
        }
    };
    stalk(canvas, &[(560.0, 540.0), (500.0, 440.0), (452.0, 360.0)], 120.0);
    stalk(canvas, &[(640.0, 540.0), (700.0, 450.0), (752.0, 372.0)], 116.0);
    stalk(canvas, &[(600.0, 545.0), (604.0, 440.0), (594.0, 340.0), (600.0, 250.0)], 150.0);
    let clay = if dice.below(2) == 0 { hex(0xC8_6B_43) } else { look.accent };
    let pot = tub_front(600.0, (560.0, 170.0), (726.0, 118.0));
    canvas.fill(&ellipse(600.0, 552.0, 184.0, 46.0), clay.darker(0.35));
    canvas.fill(&ellipse(600.0, 558.0, 164.0, 36.0), hex(0x55_38_29));
    canvas.body(&pot, clay);
    canvas.within(&pot, |canvas| {
        for n in 0..7 {
            let x = 456.0 + f64::from(n) * 48.0;
            let zigzag = [(x - 24.0, 690.0), (x, 660.0), (x + 24.0, 690.0)];
            canvas.fill(&stroke(&zigzag, 9.0), clay.lighter(0.5));
        }
    });
    let mut rim = arc(600.0, 552.0, 188.0, 47.0, 180.0, 0.0);
    rim.extend(arc(600.0, 590.0, 186.0, 47.0, 0.0, 180.0));
    canvas.body(&polygon(&rim), clay.lighter(0.1));
    canvas.tint(&rounded(454.0, 578.0, 26.0, 32.0, 12.0), WHITE, 0.3);
}
