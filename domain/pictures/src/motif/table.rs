//! What stands on a table to be eaten or drunk.

use std::f64::consts::TAU;

use super::{
    canvas::{Canvas, Colour, WHITE, hex},
    path::{arc, blob, circle, ellipse, polygon, ribbon, rounded, strand, stroke},
    scene::Look,
    shapes::{FLOOR, bowl_front, egg_half, leaf, shadow, sparkle, steam, tub_front, veined_leaf},
};
use crate::Dice;

const BANANA_LEAF: Colour = hex(0x4F_9D_5D);

/// A bowl's foot, front and rim, with a band of dots.
fn bowl(canvas: &mut Canvas, look: &Look, colour: Colour) {
    let front = bowl_front(600.0, 480.0, 290.0, 84.0, 240.0);
    canvas.body(&rounded(505.0, 690.0, 190.0, 55.0, 18.0), colour.darker(0.2));
    canvas.body(&front, colour);
    canvas.within(&front, |canvas| {
        canvas.fill(&stroke(&arc(600.0, 480.0, 290.0, 152.0, 175.0, 5.0), 12.0), look.second);
        for n in 0..9 {
            let angle = (22.0 + 17.0 * f64::from(n)).to_radians();
            let spot = (600.0 + 282.0 * angle.cos(), 480.0 + 122.0 * angle.sin());
            canvas.fill(&circle(spot.0, spot.1, 11.0), colour.lighter(0.75));
        }
    });
    canvas.fill(&stroke(&arc(600.0, 480.0, 287.0, 82.0, 184.0, -4.0), 13.0), colour.lighter(0.35));
}

/// A bowl of yellow noodles.
pub fn noodle_bowl(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, FLOOR, 250.0);
    canvas.fill(&ellipse(600.0, 480.0, 290.0, 84.0), look.accent.darker(0.3));
    canvas.fill(&ellipse(600.0, 486.0, 268.0, 72.0), hex(0xB9_55_24));
    for lift in [0.0, 44.0] {
        let stick = ribbon(&[(690.0, 470.0 - lift * 0.3), (970.0, 262.0 - lift)], |t| {
            15.0 - 5.0 * (1.0 - t)
        });
        canvas.body(&stick, hex(0x8A_4B_2D));
    }
    let mound = blob(&[
        (345.0, 486.0),
        (400.0, 408.0),
        (500.0, 366.0),
        (600.0, 350.0),
        (700.0, 370.0),
        (800.0, 410.0),
        (852.0, 488.0),
        (760.0, 545.0),
        (600.0, 560.0),
        (440.0, 545.0),
    ]);
    canvas.fill(&mound, hex(0xE0_A0_2C));
    canvas.within(&mound, |canvas| {
        for n in 0..46 {
            let (x, y) = (dice.between(350.0, 850.0), dice.between(340.0, 545.0));
            let (long, bend) = (dice.between(170.0, 330.0), dice.between(-44.0, 44.0));
            let line = [
                (x - long / 2.0, y + bend),
                (x - long / 5.0, y - bend * 0.7),
                (x + long / 5.0, y - bend),
                (x + long / 2.0, y + bend * 0.5),
            ];
            canvas.fill(&strand(&line, 20.0), hex(0xCB_8A_1E));
            let tone = [hex(0xF4_C5_4B), hex(0xF9_D5_6E), hex(0xEF_B8_39)];
            canvas.fill(&strand(&line, 14.0), tone.get(n % 3).copied().unwrap_or(WHITE));
        }
    });
    veined_leaf(canvas, (660.0, 430.0), (810.0, 366.0), 70.0, hex(0x4C_A3_5A));
    veined_leaf(canvas, (668.0, 442.0), (836.0, 440.0), 62.0, hex(0x63_B5_6B));
    egg_half(canvas, (490.0, 428.0), 72.0);
    for (x, y) in [(604.0, 404.0), (640.0, 474.0), (556.0, 490.0), (716.0, 494.0)] {
        canvas.fill(&ellipse(x, y, 21.0, 15.0), hex(0xC8_2B_2B));
        canvas.fill(&ellipse(x, y, 12.0, 8.0), hex(0xF0_7A_5E));
        canvas.fill(&circle(x + 2.0, y, 3.0), hex(0xFD_E7_C8));
    }
    bowl(canvas, look, look.accent);
    steam(canvas, look, 580.0, 318.0);
}

/// A bowl of fish crackers and biscuits.
pub fn snack(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, FLOOR, 250.0);
    canvas.fill(&ellipse(600.0, 480.0, 290.0, 84.0), look.accent.darker(0.35));
    let tones = [hex(0xF3_D2_9A), hex(0xEB_BD_77), hex(0xF8_E0_B4), hex(0xE2_A9_5E)];
    let places = [
        (400.0, 462.0),
        (800.0, 462.0),
        (480.0, 500.0),
        (720.0, 500.0),
        (600.0, 512.0),
        (450.0, 400.0),
        (750.0, 402.0),
        (600.0, 440.0),
        (530.0, 356.0),
        (672.0, 352.0),
        (598.0, 300.0),
    ];
    for (n, (x, y)) in places.into_iter().enumerate() {
        let size = dice.between(76.0, 96.0);
        let turn = dice.between(0.0, 360.0);
        let edge: Vec<_> = (0..12)
            .map(|k| {
                let angle = (f64::from(k) * 30.0 + turn).to_radians();
                let reach = size * dice.between(0.86, 1.1);
                (x + reach * angle.cos(), y + reach * 0.78 * angle.sin())
            })
            .collect();
        let tone = tones.get(n % 4).copied().unwrap_or(WHITE);
        let cracker = blob(&edge);
        canvas.fill(&cracker.moved(5.0, 9.0), hex(0xA8_6B_2E));
        canvas.body(&cracker, tone);
        for _ in 0..9 {
            let (dx, dy) = (dice.between(-0.6, 0.6) * size, dice.between(-0.44, 0.44) * size);
            let bubble = dice.between(4.0, 11.0);
            canvas.fill(&ellipse(x + dx, y + dy, bubble, bubble * 0.8), tone.lighter(0.4));
            canvas.fill(
                &ellipse(x + dx + 2.0, y + dy + 2.0, bubble * 0.6, bubble * 0.5),
                tone.darker(0.1),
            );
        }
    }
    bowl(canvas, look, look.accent);
}

/// Nasi lemak on a banana leaf.
pub fn rice_plate(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 720.0, 390.0);
    canvas.fill(&ellipse(600.0, 606.0, 390.0, 168.0), look.accent.darker(0.25));
    canvas.fill(&ellipse(600.0, 588.0, 390.0, 168.0), look.accent);
    canvas.fill(&ellipse(600.0, 584.0, 340.0, 138.0), look.accent.lighter(0.82));
    let under = leaf((270.0, 640.0), (930.0, 520.0), 250.0);
    canvas.fill(&under, BANANA_LEAF);
    canvas.within(&under, |canvas| {
        for n in 0..14 {
            let x = 290.0 + f64::from(n) * 46.0;
            canvas.fill(&stroke(&[(x, 700.0), (x + 60.0, 470.0)], 4.0), BANANA_LEAF.lighter(0.2));
        }
    });
    let rice = blob(&[
        (440.0, 600.0),
        (452.0, 480.0),
        (520.0, 396.0),
        (600.0, 374.0),
        (684.0, 398.0),
        (748.0, 484.0),
        (758.0, 602.0),
        (680.0, 640.0),
        (600.0, 650.0),
        (510.0, 640.0),
    ]);
    canvas.body(&rice, hex(0xFF_FB_F0));
    canvas.within(&rice, |canvas| {
        for n in 0..120 {
            let (x, y) = (dice.between(440.0, 760.0), dice.between(376.0, 648.0));
            let (dx, dy) = (dice.between(-9.0, 9.0), dice.between(-6.0, 6.0));
            let tone = if n % 3 == 0 { hex(0xE2_D8_C2) } else { hex(0xF1_E9_D7) };
            canvas.fill(&stroke(&[(x - dx, y - dy), (x + dx, y + dy)], 6.0), tone);
        }
    });
    let sambal = blob(&[
        (560.0, 640.0),
        (590.0, 580.0),
        (650.0, 540.0),
        (720.0, 566.0),
        (770.0, 610.0),
        (740.0, 664.0),
        (650.0, 684.0),
    ]);
    canvas.body(&sambal, hex(0xB3_2A_1E));
    for _ in 0..16 {
        let (x, y) = (dice.between(600.0, 735.0), dice.between(580.0, 660.0));
        canvas.fill(&ellipse(x, y, 7.0, 4.0), hex(0xE2_60_3A));
    }
    egg_half(canvas, (400.0, 590.0), 66.0);
    egg_half(canvas, (462.0, 652.0), 62.0);
    for (x, y) in [(820.0, 560.0), (856.0, 586.0), (800.0, 606.0)] {
        canvas.fill(&ellipse(x, y + 6.0, 48.0, 32.0), hex(0x2F_7D_45));
        canvas.fill(&ellipse(x, y, 48.0, 32.0), hex(0x4F_A8_5F));
        canvas.fill(&ellipse(x, y, 40.0, 26.0), hex(0xD9_F0_C4));
        canvas.fill(&ellipse(x, y, 18.0, 11.0), hex(0xB9_DE_9F));
    }
    for _ in 0..18 {
        let (x, y) = (dice.between(480.0, 585.0), dice.between(672.0, 708.0));
        canvas.body(&ellipse(x, y, 13.0, 9.0), hex(0xC9_86_45));
    }
    for n in 0..8 {
        let (x, y) = (700.0 + f64::from(n) * 16.0, 690.0 - f64::from(n % 3) * 12.0);
        let fish = ribbon(&[(x, y), (x + 26.0, y - 12.0), (x + 54.0, y - 4.0)], |t| {
            11.0 * (1.0 - t) + 2.0
        });
        canvas.body(&fish, hex(0xA9_9A_8C));
    }
    veined_leaf(canvas, (606.0, 396.0), (660.0, 320.0), 46.0, hex(0x4C_A3_5A));
    veined_leaf(canvas, (600.0, 398.0), (556.0, 330.0), 42.0, hex(0x63_B5_6B));
}

/// A glass mug of pulled tea, dark coffee or juice.
pub fn cup(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    let drinks = [(0xC9_7B_43, 0xF1_DC_BE), (0x5B_35_24, 0xD8_B4_8A), (0xF5_B9_3A, 0xFD_E8_A6)];
    let (drink, froth) = drinks.get(dice.below(3)).copied().unwrap_or(drinks[0]);
    let (drink, froth) = (hex(drink), hex(froth));
    shadow(canvas, look, 600.0, 748.0, 330.0);
    canvas.fill(&ellipse(600.0, 726.0, 320.0, 62.0), look.accent.darker(0.25));
    canvas.fill(&ellipse(600.0, 714.0, 320.0, 62.0), look.accent);
    canvas.fill(&ellipse(600.0, 712.0, 235.0, 40.0), look.accent.darker(0.14));
    canvas.fill(&stroke(&arc(772.0, 510.0, 104.0, 108.0, -80.0, 96.0), 34.0), hex(0xD3_E4_E8));
    canvas.fill(&stroke(&arc(768.0, 508.0, 102.0, 106.0, -76.0, 60.0), 8.0), WHITE);
    let glass =
        tub_front(600.0, (330.0, 196.0), (682.0, 158.0)).and(ellipse(600.0, 330.0, 196.0, 51.0));
    canvas.fill(&glass, hex(0xDF_EC_EE));
    let tea =
        tub_front(600.0, (372.0, 178.0), (668.0, 144.0)).and(ellipse(600.0, 372.0, 178.0, 46.0));
    canvas.fade(&tea, drink.lighter(0.16), drink.darker(0.12));
    let foam =
        tub_front(600.0, (352.0, 180.0), (412.0, 174.0)).and(ellipse(600.0, 352.0, 180.0, 47.0));
    canvas.fill(&foam, froth);
    canvas.within(&foam, |canvas| {
        for _ in 0..46 {
            let (x, y) = (dice.between(425.0, 775.0), dice.between(310.0, 450.0));
            let size = dice.between(6.0, 17.0);
            canvas.fill(&circle(x, y, size), froth.lighter(0.5));
            canvas.fill(&circle(x + 2.0, y + 2.0, size * 0.66), froth.lighter(0.2));
        }
    });
    canvas.fill(&stroke(&arc(600.0, 330.0, 192.0, 49.0, 0.0, 360.0), 9.0), hex(0xF3_FA_FB));
    canvas.tint(&ribbon(&[(452.0, 400.0), (466.0, 520.0), (482.0, 650.0)], |_| 22.0), WHITE, 0.5);
    canvas.tint(&ribbon(&[(492.0, 430.0), (502.0, 540.0)], |_| 9.0), WHITE, 0.45);
    let spoon = ribbon(&[(330.0, 716.0), (420.0, 742.0), (520.0, 752.0)], |t| 12.0 + 6.0 * t);
    canvas.body(&spoon, hex(0xC9_D1_D8));
    canvas.body(&ellipse(306.0, 704.0, 46.0, 22.0).turned(22.0, (306.0, 704.0)), hex(0xC9_D1_D8));
    steam(canvas, look, 596.0, 262.0);
}

/// Layered, rolled and steamed cakes on a leaf.
pub fn kuih(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 722.0, 400.0);
    canvas.fill(&ellipse(600.0, 626.0, 400.0, 150.0), look.accent.darker(0.28));
    canvas.fill(&ellipse(600.0, 608.0, 400.0, 150.0), look.accent);
    canvas.fill(&ellipse(600.0, 604.0, 352.0, 124.0), look.accent.lighter(0.8));
    canvas.fill(&leaf((262.0, 640.0), (936.0, 566.0), 220.0), BANANA_LEAF);
    canvas.fill(&stroke(&[(280.0, 638.0), (920.0, 568.0)], 6.0), BANANA_LEAF.lighter(0.3));
    let stripes = match dice.below(3) {
        0 => [0xE8_6A_8A, 0xFB_D3_DC, 0xE8_6A_8A, 0xFB_D3_DC, 0xD6_3F_68],
        1 => [0x5D_A8_5B, 0xF6_F3_DF, 0x5D_A8_5B, 0xF6_F3_DF, 0x3E_86_4A],
        _ => [0x5B_7F_C7, 0xF6_F3_EE, 0x5B_7F_C7, 0xF6_F3_EE, 0x3A_5C_A5],
    };
    for (x, y) in [(330.0, 470.0), (500.0, 418.0), (420.0, 530.0)] {
        layered(canvas, x, y, stripes.map(hex));
    }
    for (x, y) in [(688.0, 470.0), (812.0, 510.0), (706.0, 566.0)] {
        let skin = hex(0xD9_4A_33);
        canvas.fill(&ellipse(x, y + 40.0, 82.0, 36.0), BANANA_LEAF.darker(0.25));
        canvas.body(&ellipse(x, y, 76.0, 58.0), skin);
        for ring in [50.0, 30.0] {
            canvas.fill(
                &stroke(&arc(x, y - 8.0, ring, ring * 0.66, 0.0, 360.0), 6.0),
                skin.lighter(0.26),
            );
        }
        canvas.fill(&circle(x, y - 8.0, 9.0), skin.lighter(0.4));
    }
    for (x, y) in [(536.0, 640.0), (622.0, 662.0), (580.0, 596.0), (700.0, 668.0)] {
        canvas.body(&circle(x, y, 44.0), hex(0x7C_B8_4E));
        for _ in 0..18 {
            let (angle, reach) = (dice.between(0.0, TAU), dice.between(6.0, 38.0));
            let (dx, dy) = (angle.cos() * reach, angle.sin() * reach);
            let flake = stroke(&[(x + dx - 5.0, y + dy), (x + dx + 5.0, y + dy - 4.0)], 5.0);
            canvas.fill(&flake, hex(0xFB_FA_F2));
        }
    }
}

/// One layered kuih, cut square, seen from a corner.
fn layered(canvas: &mut Canvas, x: f64, y: f64, stripes: [Colour; 5]) {
    let (w, skew, tall) = (74.0, 40.0, 21.0);
    for (n, &colour) in stripes.iter().rev().enumerate() {
        let top = y + 96.0 - tall * f64::from(u32::try_from(n).unwrap_or(0));
        let left =
            polygon(&[(x, top), (x + w, top + skew), (x + w, top + skew + tall), (x, top + tall)]);
        let right = polygon(&[
            (x + w, top + skew),
            (x + w * 2.0, top),
            (x + w * 2.0, top + tall),
            (x + w, top + skew + tall),
        ]);
        canvas.fill(&left, colour);
        canvas.fill(&right, colour.darker(0.14));
    }
    let lid = y + 12.0;
    let [top, ..] = stripes;
    let face = polygon(&[(x, lid), (x + w, lid - skew), (x + w * 2.0, lid), (x + w, lid + skew)]);
    canvas.fill(&face, top.lighter(0.14));
    canvas.tint(&stroke(&[(x + 26.0, lid - 2.0), (x + w, lid - skew + 10.0)], 7.0), WHITE, 0.5);
}

/// A celebration cake.
pub fn cake(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    let sponge = [hex(0xF6_D9_A8), hex(0x8B_55_3A), hex(0x9C_C9_7A)];
    let sponge = sponge.get(dice.below(3)).copied().unwrap_or(WHITE);
    let icing = look.accent.lighter(0.62);
    shadow(canvas, look, 600.0, 748.0, 340.0);
    canvas.fill(&ellipse(600.0, 716.0, 340.0, 62.0), hex(0xC9_CD_D6));
    canvas.fill(&ellipse(600.0, 704.0, 340.0, 62.0), hex(0xEE_F0_F4));
    for (top, bottom, half) in [(520.0, 690.0, 262.0), (372.0, 506.0, 176.0)] {
        let side = tub_front(600.0, (top, half), (bottom, half));
        canvas.body(&side.clone().and(ellipse(600.0, top, half, half * 0.26)), sponge);
        canvas.within(&side, |canvas| {
            let middle = f64::midpoint(top, bottom) + 22.0;
            canvas.fill(
                &stroke(&arc(600.0, middle, half, half * 0.26, 180.0, 0.0), 17.0),
                look.second,
            );
        });
        canvas.fill(&ellipse(600.0, top, half + 6.0, half * 0.27), icing);
        let drips = if half > 200.0 { 11 } else { 8 };
        for n in 0..drips {
            let angle = (8.0 + 164.0 * f64::from(n) / f64::from(drips - 1)).to_radians();
            let (x, y) = (600.0 + half * angle.cos(), top + half * 0.25 * angle.sin());
            let length = dice.between(24.0, 68.0);
            canvas.fill(&stroke(&[(x, y - 6.0), (x, y + length)], half / 6.4), icing);
        }
        canvas.fill(&ellipse(600.0, top - 4.0, half - 26.0, half * 0.2), icing.lighter(0.5));
    }
    for n in 0..7 {
        let x = 388.0 + 70.6 * f64::from(n);
        let y = 532.0 + 36.0 * (1.0 - ((x - 600.0) / 240.0).powi(2)).max(0.0).sqrt();
        if !(450.0..750.0).contains(&x) || y > 560.0 {
            canvas.body(&circle(x, y - 18.0, 20.0), hex(0xD8_2F_45));
            canvas.tint(&circle(x - 6.0, y - 25.0, 6.0), WHITE, 0.7);
        }
    }
    for (x, y) in [(510.0, 366.0), (570.0, 384.0), (632.0, 384.0), (690.0, 366.0)] {
        canvas.body(&rounded(x - 9.0, y - 104.0, 18.0, 106.0, 6.0), look.second);
        for stripe in [84.0, 54.0, 24.0] {
            canvas
                .fill(&stroke(&[(x - 7.0, y - stripe), (x + 7.0, y - stripe - 12.0)], 6.0), WHITE);
        }
        canvas.fill(&leaf((x, y - 106.0), (x + 2.0, y - 160.0), 44.0), hex(0xF7_8F_1E));
        canvas.fill(&leaf((x, y - 108.0), (x + 1.0, y - 140.0), 22.0), hex(0xFF_E0_7A));
    }
    canvas.tint(&sparkle((424.0, 452.0), 24.0), WHITE, 0.8);
}
