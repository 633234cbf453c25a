//! Random blueprints: valid ones over the whole language, many ways to write each, and damaged ones.
//!
//! Everything is drawn from a list of numbers, so that whoever has the list can draw it again, and
//! a shorter list with smaller numbers gives a simpler blueprint: that is how failures shrink.

pub(crate) mod choices;
pub(crate) mod damage;
pub(crate) mod document;
mod expressions;
mod platform;
mod services;
pub(crate) mod split;
mod stores;
mod texts;
mod world;
pub(crate) mod write;

use choices::Choices;
use document::Block;

/// A valid blueprint.
pub(crate) fn blueprint(choices: &mut Choices<'_>) -> Vec<Block> {
    let mut world = world::World::default();
    let mut blocks = platform::start(choices, &mut world);
    blocks.extend(stores::all(choices, &mut world));
    blocks.extend(services::all(choices, &mut world));
    blocks.extend(platform::end(choices, &mut world));
    blocks
}
