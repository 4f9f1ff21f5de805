import Foundation
import Testing

/// The links to symbols in the guides, which nobody sees fail until the documentation is read.
@Suite("House: links to symbols")
struct SymbolLinkTests {
    private static let declared = SourceFile.all(under: "Sources").reduce(into: Set<String>()) {
        $0.formUnion($1.declaredNames)
    }

    private static let hidden = types(that: "package").subtracting(types(that: "public"))

    private static func types(that access: String) -> Set<String> {
        Set(SourceFile.all(under: "Sources").flatMap { $0.types(that: access) })
    }

    @Test("Every symbol that a guide links is declared, with these argument labels", arguments: DocumentationPage.all)
    func resolve(in page: DocumentationPage) throws {
        for link in try page.symbolLinks() {
            for component in link.split(separator: "/") {
                // What stands behind `-(` or `-type` tells overloads apart.
                let name = component.prefix { $0 != "-" }
                #expect(Self.declared.contains(String(name)), "\(page.path): ``\(link)``")
                #expect(!Self.hidden.contains(String(name)), "\(page.path): ``\(link)`` is not public")
            }
        }
    }

    @Test("The tests find declarations with their labels")
    func labels() {
        let source = SourceFile(
            path: "",
            text: """
                public func one<T>(_ a: @escaping (Int, [T]) -> Void, by name: [String: Int] = [:], on: T) {}
                enum E { case first, second(number: Int) }
                init?(_ text: String) {}
                """)
        #expect(
            source.declaredNames.isSuperset(of: [
                "one(_:by:on:)", "first", "second", "init(_:)", "second(number:)", "E",
            ]))
    }
}

extension DocumentationPage {
    /// What stands between double backquotes outside fences.
    fileprivate func symbolLinks() throws -> [String] {
        let text = try String(contentsOf: Executable.repository.appending(path: path), encoding: .utf8)
        let prose = text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
        return prose.matches(of: /``([^`\n]+)``/).map { String($0.1) }
    }
}
