import Athanor
import AthanorTesting
import Foundation
import TestSupport
import Testing
import Yams

/// A pair of schemas in a file of this folder.
struct DifferenceCase: Decodable, Sendable, CustomTestStringConvertible {
    /// A word for hazards.
    enum HazardWord: String, Decodable, Sendable {
        case rewrite
        case scan
        /// A lock that blocks reads is held for the time of a scan or rewrite.
        case accessExclusive = "ae"
        case failsWithRows = "fails-with-rows"
        case dataLoss = "data-loss"
        /// A statement refuses a transaction.
        case notTransactional = "not-tx"
        case exposure
        case ambiguous
        /// Running programs may fail.
        case code
        case backfill
        /// An index is invalid until all its parts exist. Athanor has no such hazard.
        case invalidUntil = "invalid-until"

        /// Athanor's hazard.
        var hazard: Hazard? {
            switch self {
            case .rewrite: .rewrite
            case .scan: .scan
            case .accessExclusive: .blocksReaders
            case .failsWithRows: .failsWithRows
            case .dataLoss: .dataLoss
            case .notTransactional: .notTransactional
            case .exposure: .exposure
            case .ambiguous: .ambiguous
            case .code: .breaksPrograms
            case .backfill: .needsBackfill
            case .invalidUntil: nil
            }
        }
    }

    let name: String
    let before: String
    let after: String
    private let change: String?
    private let hazardWords: [HazardWord]?
    private let oldestServer: Int?
    private let newestServer: Int?
    private let setup: String?
    let roles: [String]?
    private let note: String?
    private let value: Bool?
    private let names: Bool?
    private let either: Bool?
    /// A word in lines in which the result may differ.
    let allowed: String?

    private enum CodingKeys: String, CodingKey {
        case name = "n"
        case before = "b"
        case after = "a"
        case change = "e"
        case hazardWords = "h"
        case oldestServer = "min"
        case newestServer = "max"
        case allowed = "allow"
        case setup, roles, note, value, names, either
    }

    var testDescription: String { name }

    /// Whether nothing must be planned.
    var isSilent: Bool { change == "" }

    /// Whether a plan without statements is right, though the schemas are written differently.
    var canMeanTheSame: Bool { value == true || names == true || either == true }

    /// Whether Athanor may refuse the change.
    var canBeRefused: Bool { note?.hasPrefix("refuse") == true }

    /// The hazards that must be stated from before to after.
    var hazards: Set<Hazard> {
        // A rename that nobody states is a drop and a new object.
        if Self.renames.contains(name) { return [.dataLoss] }
        if Self.harmless.contains(name) { return [] }
        return Set((hazardWords ?? []).compactMap(\.hazard))
    }

    /// The cases whose hazards are those of a rename.
    private static let renames: Set = ["column renamed", "rename cascaded into view", "rename table under matview"]

    /// The cases whose hazard Athanor's statements do not have: ONLY leaves a child its check, without a scan; a
    /// partition is detached in the transaction, and so without a check that is left.
    private static let harmless: Set = ["inherited check", "partition detached"]

    /// The pair.
    var pair: SchemaPair {
        SchemaPair(id: name, setup: setup ?? "", before: before, after: after, roles: roles ?? [])
    }

    /// Whether it is for a server of this version.
    func isFor(serverVersion: Int) -> Bool {
        (oldestServer ?? serverVersion) <= serverVersion && serverVersion <= (newestServer ?? serverVersion)
    }

    /// The cases of a file, such as `cases`. None if it cannot be read; the suites count them.
    static func all(in file: String) -> [DifferenceCase] {
        guard let url = Bundle.module.url(forResource: file, withExtension: "yaml"),
            let text = try? String(contentsOf: url, encoding: .utf8)
        else { return [] }
        return (try? YAMLDecoder().decode([DifferenceCase].self, from: text)) ?? []
    }
}
