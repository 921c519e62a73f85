//! What people make, mend and learn with.

use super::{
    canvas::{Canvas, Colour, INK, WHITE, hex},
    path::{Path, Point, arc, blob, circle, ellipse, polygon, ribbon, rounded, smooth, stroke},
    scene::Look,
    shapes::{flower, leaf, shadow, sparkle},
};
use crate::Dice;

const STEEL: Colour = hex(0xB4_BF_CA);

/// A shirt of printed cloth on a hanger.
pub fn shirt(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 764.0, 230.0);
    canvas.fill(&stroke(&arc(600.0, 152.0, 30.0, 30.0, 170.0, 440.0), 11.0), hex(0x8D_97_A3));
    canvas.fill(
        &stroke(&smooth(&[(420.0, 262.0), (600.0, 186.0), (780.0, 262.0)]), 17.0),
        hex(0xA8_74_42),
    );
    let cloth = look.accent;
    let body = polygon(&[
        (500.0, 218.0),
        (560.0, 206.0),
        (600.0, 262.0),
        (640.0, 206.0),
        (700.0, 218.0),
        (784.0, 262.0),
        (900.0, 520.0),
        (800.0, 566.0),
        (750.0, 456.0),
        (766.0, 742.0),
        (600.0, 754.0),
        (434.0, 742.0),
        (450.0, 456.0),
        (400.0, 566.0),
        (300.0, 520.0),
        (416.0, 262.0),
    ]);
    canvas.fill(&body, cloth);
    let petal = look.second;
    canvas.within(&body, |canvas| {
        let shift = dice.between(0.0, 40.0);
        for row in 0..6 {
            for n in 0..7 {
                let x = 300.0 + f64::from(n) * 108.0 + f64::from(row % 2) * 54.0;
                let y = 250.0 + f64::from(row) * 92.0 + shift;
                for way in [-1.0, 1.0] {
                    canvas
                        .fill(&leaf((x, y), (x + way * 46.0, y + 36.0), 26.0), cloth.lighter(0.42));
                }
                flower(canvas, (x, y), 33.0, petal, cloth.darker(0.3));
                canvas.fill(&circle(x + 54.0, y, 7.0), cloth.lighter(0.6));
            }
        }
        canvas.tint(
            &polygon(&[(700.0, 200.0), (920.0, 200.0), (920.0, 760.0), (700.0, 760.0)]),
            INK,
            0.1,
        );
        for side in [(450.0, 456.0, 430.0), (750.0, 456.0, 770.0)] {
            canvas.tint(&stroke(&[(side.0, side.1), (side.2, 330.0)], 8.0), INK, 0.3);
        }
        canvas.fill(
            &stroke(&[(430.0, 736.0), (600.0, 747.0), (770.0, 736.0)], 26.0),
            cloth.darker(0.25),
        );
        for cuff in [[(296.0, 512.0), (406.0, 560.0)], [(904.0, 512.0), (794.0, 560.0)]] {
            canvas.fill(&stroke(&cuff, 26.0), cloth.darker(0.25));
        }
        canvas.fill(&rounded(582.0, 240.0, 36.0, 520.0, 0.0), cloth.darker(0.16));
    });
    for y in [310.0, 390.0, 470.0, 550.0, 630.0] {
        canvas.fill(&circle(600.0, y, 12.0), hex(0xFF_F8_EA));
        canvas.fill(&circle(600.0, y, 5.0), cloth.darker(0.3));
    }
    for (near, far, tip) in [
        ((500.0, 218.0), (560.0, 206.0), (546.0, 296.0)),
        ((700.0, 218.0), (640.0, 206.0), (654.0, 296.0)),
    ] {
        canvas.body(&polygon(&[near, far, (600.0, 262.0), tip]), cloth.darker(0.22));
    }
}

/// A sewing machine at work.
pub fn sewing_machine(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 752.0, 380.0);
    let paint = look.accent;
    let cloth = if dice.below(2) == 0 { look.second } else { hex(0x6F_B3_B8) };
    canvas.body(&circle(902.0, 388.0, 66.0), hex(0x5A_61_6E));
    canvas.fill(&circle(902.0, 388.0, 26.0), STEEL);
    canvas.body(&rounded(250.0, 650.0, 690.0, 92.0, 28.0), paint.darker(0.3));
    canvas.fill(&rounded(250.0, 650.0, 690.0, 30.0, 15.0), STEEL);
    let machine = polygon(&[
        (322.0, 300.0),
        (900.0, 300.0),
        (900.0, 660.0),
        (724.0, 660.0),
        (724.0, 452.0),
        (440.0, 452.0),
        (440.0, 540.0),
        (322.0, 540.0),
    ]);
    let frame = rounded(300.0, 288.0, 600.0, 172.0, 76.0)
        .and(rounded(712.0, 300.0, 188.0, 362.0, 40.0))
        .and(rounded(306.0, 330.0, 140.0, 216.0, 34.0));
    canvas.fill(&frame.moved(8.0, 8.0), paint.darker(0.34));
    canvas.fill(&frame.and(machine), paint);
    canvas.tint(&rounded(372.0, 306.0, 440.0, 15.0, 8.0), WHITE, 0.55);
    canvas.fill(&stroke(&[(470.0, 420.0), (700.0, 420.0)], 9.0), look.second);
    flower(canvas, (590.0, 374.0), 40.0, look.second, WHITE);
    for way in [-1.0, 1.0] {
        canvas.fill(
            &leaf((590.0 + way * 36.0, 376.0), (590.0 + way * 116.0, 366.0), 30.0),
            look.second.lighter(0.3),
        );
    }
    canvas.fill(&circle(806.0, 392.0, 38.0), hex(0xFF_F8_EA));
    canvas.fill(&stroke(&[(806.0, 392.0), (826.0, 372.0)], 9.0), paint.darker(0.4));
    canvas.fill(&circle(806.0, 520.0, 24.0), hex(0xFF_F8_EA));
    canvas.body(&rounded(364.0, 540.0, 24.0, 66.0, 6.0), STEEL);
    canvas.fill(&stroke(&[(376.0, 600.0), (376.0, 660.0)], 7.0), hex(0x8D_97_A3));
    canvas.body(&polygon(&[(346.0, 632.0), (408.0, 632.0), (416.0, 648.0), (338.0, 648.0)]), STEEL);
    canvas.body(&rounded(570.0, 206.0, 60.0, 86.0, 10.0), cloth);
    for y in [224.0, 242.0, 260.0] {
        canvas.fill(&stroke(&[(574.0, y), (626.0, y + 5.0)], 5.0), cloth.darker(0.22));
    }
    canvas.fill(&rounded(558.0, 196.0, 84.0, 16.0, 8.0), hex(0xC9_93_5A));
    canvas.fill(&rounded(558.0, 280.0, 84.0, 16.0, 8.0), hex(0xC9_93_5A));
    canvas.fill(
        &stroke(&smooth(&[(570.0, 240.0), (470.0, 262.0), (390.0, 340.0), (376.0, 540.0)]), 4.0),
        cloth.darker(0.2),
    );
    let fabric = blob(&[
        (196.0, 676.0),
        (300.0, 644.0),
        (440.0, 646.0),
        (600.0, 650.0),
        (660.0, 664.0),
        (560.0, 700.0),
        (420.0, 720.0),
        (330.0, 776.0),
        (230.0, 790.0),
        (170.0, 750.0),
    ]);
    canvas.body(&fabric, cloth);
    canvas.within(&fabric, |canvas| {
        for n in 0..14 {
            let (x, y) = (dice.between(180.0, 650.0), dice.between(646.0, 790.0));
            canvas.fill(&circle(x, y, if n % 2 == 0 { 11.0 } else { 6.0 }), cloth.lighter(0.6));
        }
    });
    let mut x = 392.0;
    while x < 640.0 {
        canvas.fill(&stroke(&[(x, 664.0), (x + 13.0, 664.0)], 5.0), WHITE);
        x += 26.0;
    }
}

/// Open scissors over a comb.
pub fn scissors(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 752.0, 330.0);
    let comb = if dice.below(2) == 0 { look.second } else { hex(0x3E_7C_8A) };
    let lean = 13.0;
    let middle = (600.0, 690.0);
    let mut teeth = rounded(330.0, 640.0, 540.0, 46.0, 20.0);
    for n in 0..20 {
        teeth = teeth.and(rounded(344.0 + f64::from(n) * 26.4, 668.0, 14.0, 78.0, 7.0));
    }
    canvas.body(&teeth.turned(-lean, middle), comb);
    canvas.tint(&rounded(350.0, 650.0, 420.0, 9.0, 4.0).turned(-lean, middle), WHITE, 0.5);
    let joint: Point = (600.0, 420.0);
    for (turn, tone) in [(27.0, STEEL.darker(0.12)), (-27.0, STEEL)] {
        let blade = polygon(&[
            (566.0, 440.0),
            (572.0, 380.0),
            (598.0, 96.0),
            (622.0, 380.0),
            (630.0, 440.0),
        ]);
        let edge = polygon(&[(600.0, 104.0), (624.0, 380.0), (630.0, 430.0), (606.0, 430.0)]);
        let (blade, edge) =
            if turn > 0.0 { (blade, edge) } else { (blade.mirrored(600.0), edge.mirrored(600.0)) };
        let arm = ribbon(&[(600.0, 420.0), (600.0, 500.0), (600.0, 566.0)], |_| 46.0);
        let ring = stroke(&arc(600.0, 634.0, 66.0, 84.0, 0.0, 360.0), 34.0);
        let place = |path: Path| path.turned(turn, joint);
        canvas.fill(&place(blade), tone);
        canvas.tint(&place(edge), WHITE, 0.45);
        canvas.body(&place(arm.and(ring)), look.accent.darker(if turn > 0.0 { 0.14 } else { 0.0 }));
    }
    canvas.fill(&circle(joint.0, joint.1, 27.0), hex(0x6B_75_82));
    canvas.fill(&circle(joint.0 - 3.0, joint.1 - 3.0, 20.0), hex(0xDD_E3_E9));
    canvas.fill(&stroke(&[(590.0, 426.0), (606.0, 408.0)], 6.0), hex(0x6B_75_82));
    for place in [(330.0, 330.0), (872.0, 300.0), (836.0, 520.0)] {
        canvas.fill(&sparkle(place, 32.0), look.second);
    }
}

/// A wrench and a screwdriver, crossed, with nuts.
pub fn wrench(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 756.0, 330.0);
    let middle: Point = (600.0, 450.0);
    let handle = rounded(540.0, 500.0, 120.0, 270.0, 52.0).turned(42.0, middle);
    let shaft = rounded(581.0, 220.0, 38.0, 300.0, 6.0).and(polygon(&[
        (581.0, 224.0),
        (590.0, 150.0),
        (610.0, 150.0),
        (619.0, 224.0),
    ]));
    canvas.body(&shaft.turned(42.0, middle), STEEL);
    canvas.body(
        &rounded(560.0, 470.0, 80.0, 50.0, 14.0).turned(42.0, middle),
        look.accent.darker(0.3),
    );
    canvas.body(&handle, look.accent);
    for x in [572.0, 600.0, 628.0] {
        canvas.fill(
            &stroke(&[(x, 552.0), (x, 716.0)], 11.0).turned(42.0, middle),
            look.accent.darker(0.22),
        );
    }
    let tool = hex(0x8F_9D_AB);
    let jaw = stroke(&arc(600.0, 186.0, 76.0, 80.0, -48.0, 228.0), 58.0);
    let ring = stroke(&arc(600.0, 724.0, 52.0, 52.0, 0.0, 360.0), 44.0);
    let bar = rounded(556.0, 262.0, 88.0, 412.0, 20.0);
    let whole = jaw.and(ring).and(bar).turned(-42.0, middle);
    canvas.fill(&whole.moved(9.0, 8.0), tool.darker(0.3));
    canvas.fill(&whole, tool.lighter(0.14));
    canvas.fill(&rounded(580.0, 312.0, 40.0, 312.0, 20.0).turned(-42.0, middle), tool);
    canvas.tint(&rounded(564.0, 300.0, 9.0, 330.0, 4.0).turned(-42.0, middle), WHITE, 0.7);
    let turn = dice.between(0.0, 60.0);
    for (x, y, size) in [(600.0, 690.0, 58.0), (316.0, 640.0, 42.0), (884.0, 612.0, 46.0)] {
        let corners: Vec<Point> = (0..6)
            .map(|n| {
                let angle = (turn + f64::from(n) * 60.0).to_radians();
                (x + size * angle.cos(), y + size * angle.sin())
            })
            .collect();
        canvas.body(&polygon(&corners), look.second);
        canvas.fill(&circle(x, y, size * 0.52), look.second.darker(0.35));
        canvas.fill(&circle(x + 3.0, y + 4.0, size * 0.42), look.ground);
    }
}

/// A hanging lamp, lit, and its plug.
pub fn lamp(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    let light = hex(0xFF_E4_8A);
    let cone = polygon(&[(420.0, 470.0), (780.0, 470.0), (960.0, 742.0), (240.0, 742.0)]);
    canvas.tint(&cone, light, 0.78);
    canvas.tint(&ellipse(600.0, 742.0, 360.0, 48.0), light, 0.85);
    canvas.fill(&stroke(&[(600.0, 0.0), (600.0, 250.0)], 12.0), hex(0x4A_4F_5A));
    canvas.body(&rounded(560.0, 232.0, 80.0, 56.0, 16.0), hex(0x6B_75_82));
    canvas.fill(&circle(600.0, 486.0, 74.0), light.lighter(0.3));
    canvas.fill(&circle(600.0, 480.0, 54.0), hex(0xFF_FB_E6));
    let mut shade = arc(600.0, 470.0, 236.0, 200.0, 180.0, 360.0);
    shade.push((836.0, 480.0));
    shade.push((364.0, 480.0));
    let shade = polygon(&shade);
    canvas.body(&shade, look.accent);
    canvas.within(&shade, |canvas| {
        canvas.tint(
            &ribbon(&[(420.0, 440.0), (456.0, 352.0), (520.0, 304.0)], |_| 24.0),
            WHITE,
            0.4,
        );
        canvas.fill(&rounded(350.0, 452.0, 500.0, 40.0, 0.0), look.second);
    });
    for n in 0..7 {
        let angle = (f64::from(n) * 24.0 + 18.0).to_radians();
        let at = |reach: f64| (600.0 + reach * 1.25 * angle.cos(), 500.0 + reach * angle.sin());
        canvas.fill(
            &stroke(&[at(120.0), at(160.0 + dice.between(0.0, 26.0))], 11.0),
            hex(0xF6_A9_2A),
        );
    }
    let cord =
        smooth(&[(300.0, 776.0), (400.0, 742.0), (500.0, 790.0), (600.0, 756.0), (676.0, 762.0)]);
    canvas.fill(&stroke(&cord, 15.0), hex(0x4A_4F_5A));
    canvas.body(&rounded(664.0, 720.0, 116.0, 82.0, 24.0), hex(0x5A_61_6E));
    for y in [732.0, 754.0, 776.0] {
        canvas.body(&rounded(776.0, y, 46.0, 14.0, 5.0), STEEL);
    }
    canvas.body(&rounded(214.0, 734.0, 110.0, 84.0, 18.0), hex(0xF4_F1_EA));
    canvas.body(&rounded(248.0, 752.0, 42.0, 48.0, 10.0), look.second);
}

/// A stack of books, an apple and a pencil.
pub fn book(canvas: &mut Canvas, look: &Look, dice: &mut Dice) {
    shadow(canvas, look, 600.0, 752.0, 350.0);
    let covers = [look.accent, look.second, hex(0x4F_8F_A8)];
    let slots = [(300.0, 640.0, 590.0), (350.0, 534.0, 520.0), (322.0, 428.0, 540.0)];
    for (n, (x, y, wide)) in slots.into_iter().enumerate() {
        let cover = covers.get(n).copied().unwrap_or(WHITE);
        let x = x + dice.between(-18.0, 18.0);
        canvas.body(&rounded(x, y, wide, 104.0, 22.0), cover);
        canvas.fill(&rounded(x + 46.0, y + 15.0, wide - 46.0, 74.0, 10.0), hex(0xFB_F4_E4));
        for line in [32.0, 50.0, 68.0] {
            canvas.fill(
                &stroke(&[(x + 60.0, y + line), (x + wide - 14.0, y + line)], 4.0),
                hex(0xE3_D6_BC),
            );
        }
        canvas.fill(&rounded(x + wide - 16.0, y, 20.0, 15.0, 6.0), cover);
        canvas.fill(&rounded(x + wide - 16.0, y + 89.0, 20.0, 15.0, 6.0), cover.darker(0.14));
        canvas.tint(&rounded(x + 14.0, y + 18.0, 10.0, 66.0, 5.0), WHITE, 0.5);
    }
    canvas.fill(
        &polygon(&[(690.0, 532.0), (736.0, 532.0), (736.0, 620.0), (713.0, 598.0), (690.0, 620.0)]),
        hex(0xD8_3A_3A),
    );
    let apple = blob(&[
        (500.0, 300.0),
        (560.0, 276.0),
        (612.0, 320.0),
        (600.0, 390.0),
        (552.0, 430.0),
        (500.0, 424.0),
        (448.0, 430.0),
        (400.0, 390.0),
        (388.0, 320.0),
        (440.0, 276.0),
    ]);
    canvas.body(&apple, hex(0xDD_3A_2E));
    canvas.tint(&ellipse(440.0, 326.0, 20.0, 34.0).turned(20.0, (440.0, 326.0)), WHITE, 0.5);
    canvas.fill(
        &stroke(&smooth(&[(500.0, 304.0), (504.0, 264.0), (520.0, 238.0)]), 12.0),
        hex(0x6B_42_22),
    );
    canvas.body(&leaf((510.0, 268.0), (592.0, 232.0), 50.0), hex(0x57_A8_5A));
    let pencil = |path: Path| path.turned(28.0, (780.0, 330.0));
    canvas.body(&pencil(rounded(752.0, 150.0, 56.0, 300.0, 0.0)), hex(0xF6_BD_39));
    canvas.fill(&pencil(rounded(770.0, 150.0, 20.0, 300.0, 0.0)), hex(0xFB_D2_6A));
    canvas
        .fill(&pencil(polygon(&[(752.0, 450.0), (808.0, 450.0), (780.0, 524.0)])), hex(0xF1_D9_B0));
    canvas.fill(&pencil(polygon(&[(771.0, 500.0), (789.0, 500.0), (780.0, 524.0)])), INK);
    canvas.fill(&pencil(rounded(752.0, 124.0, 56.0, 30.0, 0.0)), STEEL);
    canvas.fill(&pencil(rounded(752.0, 92.0, 56.0, 36.0, 12.0)), hex(0xF0_8A_9A));
    canvas.fill(&sparkle((330.0, 300.0), 30.0), look.second);
}
