import Foundation
import Testing

/// CONTRIBUTING's map of the modules.
@Suite("House: the map in CONTRIBUTING")
struct ContributingTests {
    private static let guide = try? String(
        contentsOf: Executable.repository.appending(path: "CONTRIBUTING.md"), encoding: .utf8)

    @Test("It names every module and every folder under Sources")
    func folders() throws {
        let guide = try #require(Self.guide)
        let root = Executable.repository.appending(path: "Sources")
        let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        let folders = Set(
            paths.filter { $0.hasSuffix(".swift") }.map { NSString(string: $0).deletingLastPathComponent })
        #expect(folders.count > 40)
        for folder in folders {
            var names = folder.split(separator: "/")
            let module = names.removeFirst()
            #expect(guide.contains("`Sources/\(module)`") || guide.contains("`\(module)`"), "\(folder)")
            guard !names.isEmpty else { continue }
            let path = names.joined(separator: "/")
            #expect(guide.contains("`\(path)`") || guide.contains("`\(module)/\(path)`"), "\(folder)")
        }
    }

    @Test("It names no folder that does not exist")
    func noOthers() throws {
        let guide = try #require(Self.guide)
        for match in guide.matches(of: /`(Sources\/[\w\/.-]+)`/) {
            let path = Executable.repository.appending(path: String(match.1)).path
            #expect(FileManager.default.fileExists(atPath: path), "\(match.1)")
        }
    }

    @Test("It names every requirement of DatabaseModule")
    func requirements() throws {
        let guide = try #require(Self.guide)
        let source = try String(
            contentsOf: Executable.repository.appending(path: "Sources/Athanor/Database/DatabaseModule.swift"),
            encoding: .utf8)
        let body = try #require(
            source.firstMatch(of: /package protocol DatabaseModule[^{]*\{(.*?)\n\}/.dotMatchesNewlines())
        )
        .1
        let names = body.matches(of: /(?m)^    (?:var|func) (\w+)/).map { String($0.1) }
        #expect(names.count > 8)
        for name in Set(names) {
            #expect(guide.contains("`\(name)`") || guide.contains("`\(name)("), "\(name)")
        }
    }
}
