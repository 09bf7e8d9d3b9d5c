import Randomness

/// The clothes and the complexion of a person.
struct PersonLook {
  let skin, hair, top, legs, bag: SceneColour

  init(_ random: inout SplitMix64) {
    skin = random.pick([SceneColour(0.86, 0.68, 0.57), SceneColour(0.68, 0.48, 0.36), SceneColour(0.42, 0.29, 0.22)])
    hair = random.pick([SceneColour(grey: 0.1), SceneColour(0.3, 0.2, 0.12), SceneColour(0.65, 0.55, 0.38)])
    top = random.pick([
      SceneColour(grey: 0.15), SceneColour(0.6, 0.15, 0.15), SceneColour(0.2, 0.3, 0.55), SceneColour(grey: 0.8),
      SceneColour(0.3, 0.42, 0.3), SceneColour(0.75, 0.65, 0.45),
    ]).varied(&random, 0.12)
    legs = random.pick([SceneColour(0.16, 0.2, 0.32), SceneColour(grey: 0.12), SceneColour(0.45, 0.4, 0.32)])
      .varied(&random, 0.08)
    bag = SceneColour(0.35, 0.22, 0.15).varied(&random, 0.2)
  }
}
