import Testing

/// The names of files, by which someone new finds a type.
@Suite("House: file names")
struct FileNameTests {
    @Test("A file is named after a type that it declares, or after one that it extends and an aspect of it")
    func names() throws {
        let files = SourceFile.all(under: "Sources")
        #expect(files.count > 700)
        for file in files {
            let name = file.path.split(separator: "/").last.map { $0.dropLast(".swift".count) } ?? ""
            let type = name.prefix { $0 != "+" }
            let isExtension = name.contains("+")
            let keywords = "struct|enum|class|actor|protocol|typealias" + (isExtension ? "|extension" : "")
            let declaration = try Regex("\\b(?:\(keywords)) +\\[?\(type)\\b")
            #expect(file.text.contains(declaration), "\(file.path)")
        }
    }
}
