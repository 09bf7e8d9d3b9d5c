import Testing

@testable import Dataset

struct LabelClassTests {
  @Test func jsonRoundTrips() throws {
    let classes = [
      LabelClass(index: 0, name: "sky", colour: RGBColour(128, 128, 128), share: 0.25),
      LabelClass(index: 7, name: "a \"quoted\" name\n", colour: RGBColour(0, 1, 255)),
    ]
    #expect(try LabelClass.parse(Array(LabelClass.json(classes).utf8)) == classes)
  }

  @Test(arguments: [
    ("", "not an array"), ("{}", "not an array"), ("[]", "no classes"), ("[1]", "entry 0"),
    (#"[{"index": 0, "name": "a"}]"#, "colour"), (#"[{"index": 0, "colour": [1, 2, 3]}]"#, "name"),
    (#"[{"index": 0, "name": "a", "colour": [1, 2]}]"#, "colour"),
    (#"[{"index": 0, "name": "a", "colour": [1, 2, 3, 4]}]"#, "colour"),
    (#"[{"index": 0, "name": "a", "colour": [1, 2, 256]}]"#, "colour"),
    (#"[{"index": 0, "name": "a", "colour": "red"}]"#, "colour"),
    (#"[{"index": 256, "name": "a", "colour": [1, 2, 3]}]"#, "256"),
    (#"[{"index": -1, "name": "a", "colour": [1, 2, 3]}]"#, "-1"),
    (#"[{"index": 0, "name": "", "colour": [1, 2, 3]}]"#, "no name"),
    (#"[{"index":0,"name":"a","colour":[1,2,3]},{"index":0,"name":"b","colour":[1,2,4]}]"#, "same index"),
    (#"[{"index":0,"name":"a","colour":[1,2,3]},{"index":1,"name":"a","colour":[1,2,4]}]"#, "same name"),
    (#"[{"index":0,"name":"a","colour":[1,2,3]},{"index":1,"name":"b","colour":[1,2,3]}]"#, "same colour"),
  ])
  func damagedPalettesAreNamed(json: String, complaint: String) {
    let error = #expect(throws: DatasetError.self) { try LabelClass.parse(Array(json.utf8)) }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "nothing")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func aMissingFileIsNotThere() {
    let error = #expect(throws: DatasetError.self) { try LabelClass.read("/nowhere/palette.json") }
    #expect(error?.kind == .notThere)
  }

  @Test func voidIsIgnoredAndIndicesBecomeDense() throws {
    let colours = try MaskColours(palette: [
      LabelClass(index: 4, name: "road", colour: RGBColour(255, 0, 0)),
      LabelClass(index: 9, name: "void", colour: RGBColour(0, 0, 0)),
      LabelClass(index: 255, name: "unlabelled", colour: RGBColour(0, 0, 255)),
      LabelClass(index: 2, name: "sky", colour: RGBColour(0, 255, 0)),
    ])
    #expect(colours.classes.map(\.name) == ["road", "sky"])
    #expect(colours.classes.map(\.index) == [0, 1])
    let mask = RGBImage(width: 4, height: 1, pixels: [250, 9, 9, 9, 9, 9, 9, 9, 240, 90, 200, 80])
    #expect(colours.label(mask).indices == [0, 255, 255, 1])
  }

  @Test func nothingButVoidIsRefused() {
    #expect(throws: DatasetError.self) {
      try MaskColours(palette: [LabelClass(index: 0, name: "void", colour: RGBColour(0, 0, 0))])
    }
  }
}
