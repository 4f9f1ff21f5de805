package import Foundation

/// A revision to be written: the content of its file.
package struct NewRevision: Sendable, Hashable {
    /// Its id.
    package let id: RevisionID
    /// Its message, on one line.
    package let message: String
    /// Its down revisions.
    package let downRevisions: [RevisionID]
    /// Its branch labels.
    package let branchLabels: [BranchLabel]
    /// Other revisions that must be applied before it.
    package let dependsOn: [String]
    /// The time of writing.
    package let createDate: String
    /// The initial content of its upgrade and downgrade.
    package let work: RevisionWorkText

    /// A revision to be written now.
    /// - Parameters:
    ///   - id: its id, by default twelve random hexadecimal digits.
    ///   - message: its message; each run of white space becomes one space.
    ///   - downRevisions: its down revisions: none for a first revision, several for a merge.
    ///   - branchLabels: its branch labels.
    ///   - dependsOn: other revisions that must be applied before it: ids or branch labels.
    ///   - createDate: the time of writing, in the form of ``dateText(_:in:)``; by default now, in this machine's time
    ///     zone.
    ///   - work: the initial content of its upgrade and downgrade, by default none.
    package init(
        id: RevisionID = .random(), message: String, downRevisions: [RevisionID], branchLabels: [BranchLabel] = [],
        dependsOn: [String] = [], createDate: String = NewRevision.dateText(Date(), in: .current),
        work: RevisionWorkText = RevisionWorkText()
    ) {
        self.id = id
        self.message = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        self.downRevisions = downRevisions
        self.branchLabels = branchLabels
        self.dependsOn = dependsOn
        self.createDate = createDate
        self.work = work
    }

    /// A date in the form of revision files: `2026-11-22 16:42:10+09:00`.
    package static func dateText(_ date: Date, in timeZone: TimeZone) -> String {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .dash, dateTimeSeparator: .space, timeSeparator: .colon, timeZoneSeparator: .colon,
            timeZone: timeZone)
        let text = date.formatted(style)
        return text.hasSuffix("Z") ? text.dropLast() + "+00:00" : text
    }

    /// The message as a part of file names: words of letters and digits joined by `_`, at most 40 characters.
    package var slug: String { slug(atMost: Self.standardSlugLength) }

    /// The default length limit of slugs, in characters.
    package static let standardSlugLength = 40

    /// The message as a part of file names: words of letters and digits joined by `_`.
    /// - Parameter limit: the most characters. The slug is cut between words, or inside the first word if that is
    ///   longer.
    package func slug(atMost limit: Int) -> String {
        var words: [Substring] = []
        var length = 0
        for word in Self.words(of: message.lowercased()) {
            guard words.isEmpty || length + word.count <= limit else { break }
            words.append(word.prefix(max(0, limit)))
            length += word.count + 1
        }
        return words.joined(separator: "_")
    }

    /// The message and id as the name of a type: `CreateDailyUsage_3f9a1c2e77b0`.
    ///
    /// It is always a valid identifier of Swift and of Unicode (UAX #31).
    package var typeName: String {
        let words = slug.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let id = id.rawValue.precomposedStringWithCanonicalMapping.map { character in
            character.unicodeScalars.allSatisfy(Self.isLetterOrDigit) ? String(character) : "_"
        }
        let name = "\(words)_\(id.joined())".precomposedStringWithCanonicalMapping
        let beginsWell = words.unicodeScalars.first?.properties.isXIDStart ?? false
        return beginsWell ? name : "Revision\(name)"
    }

    /// The parts of a text that are valid in an identifier, in composed form, so that a message gives the same name
    /// however it was typed.
    private static func words(of text: String) -> [Substring] {
        text.precomposedStringWithCanonicalMapping.unicodeScalars
            .split { !isLetterOrDigit($0) }
            // A combining mark without its letter would attach to the character before it.
            .map { Substring($0.drop(while: isMark)) }
            .filter { !$0.isEmpty }
    }

    /// Letters with their marks, and decimal digits. `²` and `①` are numbers, but not valid in an identifier.
    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.properties.isXIDContinue, !scalar.properties.isDefaultIgnorableCodePoint else { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
            .decimalNumber:
            return true
        default:
            return isMark(scalar)
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }
}

extension RevisionID {
    /// An id of twelve random hexadecimal digits.
    public static func random() -> RevisionID {
        let digits = (0..<12).map { _ in String(Int.random(in: 0..<16), radix: 16) }
        return RevisionID(digits.joined())
    }
}
