//! The catalogue of foods and their units, all of it invented. Who ate what is not its matter.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::draw::whole;
use crate::kept::Entry;
use crate::person::Person;
use crate::world::World;

/// A unit that foods are measured in.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) plural: &'static str,
}

/// A food, with what one default serving contains.
#[derive(Clone, Debug)]
pub(crate) struct Food {
    pub(crate) id: i64,
    pub(crate) name: Cow<'static, str>,
    /// Empty if it is no product.
    pub(crate) brand: Cow<'static, str>,
    pub(crate) size: f64,
    pub(crate) unit: &'static Unit,
    /// Another unit, and how much of it makes a serving.
    pub(crate) other: Option<(f64, &'static Unit)>,
    pub(crate) calories: i32,
    /// Carbohydrates, fat, fibre and protein in grams, sodium in milligrams.
    pub(crate) contents: [f64; 5],
    /// The meals that it is eaten at, by the API's numbers.
    pub(crate) meals: &'static [i32],
    /// The person who made it; none for the public ones.
    pub(crate) creator: Option<String>,
    /// What its creator entered, by the names of the arguments.
    pub(crate) entered: BTreeMap<&'static str, f64>,
}

/// So much of a food.
#[derive(Clone, Debug)]
pub(crate) struct Portion {
    pub(crate) food: Food,
    pub(crate) amount: f64,
    /// Of the amount.
    pub(crate) unit: &'static Unit,
}

const BREAKFAST: &[i32] = &[1];
const SNACK: &[i32] = &[2, 4, 6];
const MAIN: &[i32] = &[3, 5];
const ANY: &[i32] = &[1, 2, 4, 6];

const fn unit(id: i64, name: &'static str, plural: &'static str) -> Unit {
    Unit { id, name, plural }
}

/// All units.
pub(crate) static UNITS: [Unit; 16] = [
    unit(17, "bar", "bars"),
    unit(27, "bottle", "bottles"),
    unit(29, "bowl", "bowls"),
    unit(91, "cup", "cups"),
    unit(128, "fl oz", "fl oz"),
    unit(147, "gram", "grams"),
    unit(179, "large piece", "large pieces"),
    unit(180, "lb", "lbs"),
    unit(189, "liter", "liters"),
    unit(209, "ml", "ml"),
    unit(226, "oz", "oz"),
    unit(256, "piece", "pieces"),
    unit(304, "serving", "servings"),
    unit(311, "slice", "slices"),
    unit(349, "tbsp", "tbsp"),
    unit(364, "tsp", "tsp"),
];

static BAR: &Unit = &UNITS[0];
static BOWL: &Unit = &UNITS[2];
static CUP: &Unit = &UNITS[3];
static GRAM: &Unit = &UNITS[5];
static MILLILITRE: &Unit = &UNITS[9];
static OUNCE: &Unit = &UNITS[10];
static PIECE: &Unit = &UNITS[11];
static SERVING: &Unit = &UNITS[12];
static SLICE: &Unit = &UNITS[13];
static SPOON: &Unit = &UNITS[14];

#[expect(clippy::too_many_arguments, reason = "the rows of a table")]
const fn food(
    id: i64,
    name: &'static str,
    brand: &'static str,
    serving: (f64, &'static Unit),
    other: (f64, &'static Unit),
    calories: i32,
    contents: [f64; 5],
    meals: &'static [i32],
) -> Food {
    Food {
        id,
        name: Cow::Borrowed(name),
        brand: Cow::Borrowed(brand),
        size: serving.0,
        unit: serving.1,
        other: Some(other),
        calories,
        contents,
        meals,
        creator: None,
        entered: BTreeMap::new(),
    }
}

/// The public foods.
#[rustfmt::skip]
pub(crate) static FOODS: [Food; 20] = [
    food(80_101, "Porridge, with Milk", "", (1.0, BOWL), (250.0, GRAM), 242, [38.0, 5.6, 4.1, 9.8, 92.0], BREAKFAST),
    food(80_102, "Rye Bread", "", (1.0, SLICE), (1.13, OUNCE), 83, [15.5, 1.1, 1.9, 2.7, 193.0], ANY),
    food(80_103, "Boiled Egg", "", (1.0, PIECE), (50.0, GRAM), 78, [0.6, 5.3, 0.0, 6.3, 62.0], ANY),
    food(80_104, "Yogurt, Plain", "Meierei Nord", (150.0, GRAM), (0.61, CUP), 92, [7.0, 5.2, 0.0, 5.3, 69.0], ANY),
    food(80_105, "Muesli, with Nuts", "Hafermann", (60.0, GRAM), (0.5, CUP), 231, [35.4, 6.8, 5.3, 6.4, 11.0], BREAKFAST),
    food(80_106, "Coffee, with Milk", "", (1.0, CUP), (240.0, MILLILITRE), 31, [2.6, 1.2, 0.0, 2.1, 29.0], ANY),
    food(80_107, "Apple", "", (1.0, PIECE), (182.0, GRAM), 95, [25.1, 0.3, 4.4, 0.5, 2.0], SNACK),
    food(80_108, "Banana", "", (1.0, PIECE), (118.0, GRAM), 105, [27.0, 0.4, 3.1, 1.3, 1.0], SNACK),
    food(80_109, "Almonds", "", (28.0, GRAM), (0.99, OUNCE), 164, [6.1, 14.2, 3.5, 6.0, 0.0], SNACK),
    food(80_110, "Oat Bar, Cranberry", "Strideline", (1.0, BAR), (40.0, GRAM), 161, [24.8, 5.1, 2.6, 3.2, 74.0], SNACK),
    food(80_111, "Dark Chocolate", "Kakaohaus", (20.0, GRAM), (0.71, OUNCE), 120, [9.2, 8.5, 2.2, 1.6, 4.0], SNACK),
    food(80_112, "Lentil Soup", "", (1.0, BOWL), (350.0, GRAM), 274, [43.2, 3.9, 14.6, 17.4, 688.0], MAIN),
    food(80_113, "Cheese Sandwich", "", (1.0, PIECE), (140.0, GRAM), 391, [33.9, 20.1, 2.4, 17.7, 812.0], MAIN),
    food(80_114, "Salmon, Baked", "", (150.0, GRAM), (5.29, OUNCE), 309, [0.0, 18.5, 0.0, 33.2, 92.0], MAIN),
    food(80_115, "Potatoes, Boiled", "", (200.0, GRAM), (1.28, CUP), 172, [40.0, 0.2, 3.6, 3.4, 10.0], MAIN),
    food(80_116, "Green Salad", "", (1.0, BOWL), (120.0, GRAM), 96, [6.3, 7.2, 2.5, 1.9, 148.0], MAIN),
    food(80_117, "Vegetable Curry with Rice", "", (1.0, SERVING), (420.0, GRAM), 512, [78.4, 15.6, 8.8, 12.3, 734.0], MAIN),
    food(80_118, "Spaghetti, Tomato Sauce", "Da Tilda", (1.0, SERVING), (380.0, GRAM), 448, [81.2, 7.5, 6.2, 14.4, 596.0], MAIN),
    food(80_119, "Olive Oil", "", (1.0, SPOON), (13.5, GRAM), 119, [0.0, 13.5, 0.0, 0.0, 0.0], MAIN),
    food(80_120, "Orange Juice", "", (200.0, MILLILITRE), (0.83, CUP), 90, [20.8, 0.4, 0.4, 1.4, 2.0], BREAKFAST),
];

/// What somebody has made up at home.
#[rustfmt::skip]
static OWN: [Food; 3] = [
    food(0, "Grandmother's Granola", "", (50.0, GRAM), (0.45, CUP), 223, [29.3, 9.4, 4.0, 5.2, 18.0], BREAKFAST),
    food(0, "Sunday Stew", "", (1.0, BOWL), (400.0, GRAM), 438, [31.6, 19.2, 6.3, 34.7, 902.0], MAIN),
    food(0, "Spice Cake", "", (1.0, SLICE), (75.0, GRAM), 268, [39.9, 10.4, 1.3, 3.8, 231.0], SNACK),
];

impl Food {
    /// The private food of a person.
    pub(crate) fn own(world: &World, person: &Person) -> Self {
        let draw = world.draw(person).with("own food");
        let last = i32::try_from(OWN.len() - 1).expect("a handful");
        let place = usize::try_from(draw.between("food", 0, last)).expect("not negative");
        Self {
            id: 800_000_000 + i64::from(draw.between("id", 0, 99_999_999)),
            creator: Some(person.id.clone()),
            ..OWN[place].clone()
        }
    }

    /// So many default servings.
    pub(crate) fn servings(&self, servings: f64) -> Portion {
        Portion {
            food: self.clone(),
            amount: self.size * servings,
            unit: self.unit,
        }
    }

    /// The units that it can be measured in.
    pub(crate) fn units(&self) -> Vec<&'static Unit> {
        let mut units = vec![self.unit];
        let others = self
            .other
            .map(|(_, unit)| unit)
            .into_iter()
            .chain([SERVING]);
        for unit in others {
            if units.iter().all(|known| known.id != unit.id) {
                units.push(unit);
            }
        }
        units
    }

    /// Whether a company makes it.
    pub(crate) fn is_product(&self) -> bool {
        !self.brand.is_empty()
    }
}

impl Portion {
    /// How many default servings it is.
    pub(crate) fn servings(&self) -> f64 {
        if self.unit.id == self.food.unit.id {
            return self.amount / self.food.size;
        }
        match self.food.other {
            Some((size, unit)) if unit.id == self.unit.id => self.amount / size,
            _ => self.amount,
        }
    }

    pub(crate) fn calories(&self) -> i32 {
        whole(f64::from(self.food.calories) * self.servings())
    }
}

impl Entry for Food {
    fn id(&self) -> i64 {
        self.id
    }

    fn day(&self) -> Option<Date> {
        None
    }
}
