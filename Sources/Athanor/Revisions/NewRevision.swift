public import Foundation

/// A revision about to be written: what its file will say.
public struct NewRevision: Sendable, Hashable {
    /// Its id.
    public let id: RevisionID
    /// What it does, on one line.
    public let message: String
    /// What it comes after.
    public let downRevisions: [RevisionID]
    /// Names for the branch that begins with it.
    public let branchLabels: [BranchLabel]
    /// What else must be applied before it.
    public let dependsOn: [String]
    /// When it is written.
    public let createDate: String
    /// The work that it begins with.
    public let work: RevisionWorkText

    /// A revision to be written now.
    /// - Parameters:
    ///   - id: its id, by default twelve random hexadecimal digits.
    ///   - message: what it does; white space of any kind becomes one blank.
    ///   - downRevisions: what it comes after: none for a first revision, several for a merge.
    ///   - branchLabels: names for the branch that begins with it.
    ///   - dependsOn: what else must be applied before it: ids or branch labels.
    ///   - createDate: when it is written, in the form of ``dateText(_:in:)``; by default now, in this machine's time
    ///     zone.
    ///   - work: the work that it begins with, by default none.
    public init(
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

    /// A moment as revision files write it: `2026-11-22 16:42:10+09:00`.
    public static func dateText(_ date: Date, in timeZone: TimeZone) -> String {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .dash, dateTimeSeparator: .space, timeSeparator: .colon, timeZoneSeparator: .colon,
            timeZone: timeZone)
        let text = date.formatted(style)
        return text.hasSuffix("Z") ? text.dropLast() + "+00:00" : text
    }

    /// The message in a form for file names: words of letters and digits joined by `_`, at most 40 characters.
    public var slug: String { slug(atMost: Self.standardSlugLength) }

    /// How long slugs are when nothing else is said.
    public static let standardSlugLength = 40

    /// The message in a form for file names: words of letters and digits joined by `_`.
    /// - Parameter limit: the number of characters. It is cut between words, or in the first when that is longer.
    public func slug(atMost limit: Int) -> String {
        var words: [Substring] = []
        var length = 0
        for word in Self.words(of: message.lowercased()) {
            guard words.isEmpty || length + word.count <= limit else { break }
            words.append(word.prefix(max(0, limit)))
            length += word.count + 1
        }
        return words.joined(separator: "_")
    }

    /// The message and id in a form for a type: `CreateDailyUsage_3f9a1c2e77b0`.
    ///
    /// An identifier of Swift, and of Unicode (UAX #31), whatever message and id hold.
    public var typeName: String {
        let words = slug.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let id = id.rawValue.precomposedStringWithCanonicalMapping.map { character in
            character.unicodeScalars.allSatisfy(Self.isLetterOrDigit) ? String(character) : "_"
        }
        let name = "\(words)_\(id.joined())".precomposedStringWithCanonicalMapping
        let beginsWell = words.unicodeScalars.first?.properties.isXIDStart ?? false
        return beginsWell ? name : "Revision\(name)"
    }

    /// The parts of a text that can stand in an identifier, in the composed form, so that one message gives one name
    /// however it was typed.
    private static func words(of text: String) -> [Substring] {
        text.precomposedStringWithCanonicalMapping.unicodeScalars
            .split { !isLetterOrDigit($0) }
            // A mark whose letter was left out would settle on whatever comes before it.
            .map { Substring($0.drop(while: isMark)) }
            .filter { !$0.isEmpty }
    }

    /// Letters with their marks, and decimal digits: not `²` or `①`, which are numbers, but in no identifier.
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
