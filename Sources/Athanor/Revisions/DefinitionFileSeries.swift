import Foundation

/// The definition files of one view, `daily_usage_v01.sql`, `daily_usage_v02.sql` …, in the folder `views`.
package struct DefinitionFileSeries: Sendable, Hashable {
    /// A file of the series.
    package struct Version: Sendable, Hashable {
        /// The version's number.
        package let number: Int
        /// Its path, as written in revisions.
        package let path: String
    }

    /// The existing files, the newest last.
    package let versions: [Version]
    private let stem: String

    /// Finds the files of a view.
    /// - Parameters:
    ///   - name: the view's name.
    ///   - folder: the folder that paths start from.
    package init(of name: QualifiedName, in folder: String) {
        let stem = Self.stem(of: name)
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/views")
        versions = (names ?? []).compactMap { Self.version($0, stem: stem) }.sorted { $0.number < $1.number }
        self.stem = stem
    }

    /// The version that comes `places` after the newest one.
    package func next(_ places: Int = 1) -> Version {
        let number = (versions.last?.number ?? 0) + places
        let digits = String(number)
        return Version(number: number, path: "views/\(stem)_v\(digits.count < 2 ? "0" : "")\(digits).sql")
    }

    private static func version(_ name: String, stem: String) -> Version? {
        guard name.hasPrefix("\(stem)_v"), name.hasSuffix(".sql") else { return nil }
        let digits = name.dropFirst(stem.count + 2).dropLast(4)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
            return nil
        }
        return Version(number: number, path: "views/\(name)")
    }

    /// A view's name as a part of file names: lowercase letters, digits and `_`.
    private static func stem(of name: QualifiedName) -> String {
        let text = [name.schema, name.name].compactMap(\.self).joined(separator: "_")
        let words = text.precomposedStringWithCanonicalMapping.lowercased()
            .split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        // A file name has at most 255 bytes.
        var stem = words.joined(separator: "_")
        while stem.utf8.count > 200 { stem.removeLast() }
        return stem.isEmpty ? "view" : stem
    }
}
