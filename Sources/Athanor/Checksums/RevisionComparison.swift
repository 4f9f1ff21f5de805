/// The comparison of a revision with its recorded checksum.
enum RevisionComparison: Hashable {
    case unchanged
    case edited
    case unchecked(RevisionFindings.Unchecked.Reason)
}

extension RevisionEntry {
    /// Compares the revision with its recorded checksum.
    /// - Parameter kept: the checksum in the table; `nil` for none.
    func comparison(with kept: String?, on database: any DatabaseModule, op: Operations) -> RevisionComparison {
        guard let kept else { return .unchecked(.hasNoChecksum) }
        guard let checksum = RevisionChecksum(kept: kept) else { return .unchecked(.hasForeignChecksum) }
        if let written = checksum.written, case .sql(let file) = source, StableHash(ofBytes: file.upgrade) == written {
            return .unchanged
        }
        switch checksum.basis {
        case .source(let source):
            return comparison(withSource: source)
        case .values(let values):
            return comparison(withValues: values, on: database, op: op)
        case .valuesAndSource(let values, let source):
            let comparison = comparison(withValues: values, on: database, op: op)
            return comparison == .unchanged ? self.comparison(withSource: source) : comparison
        }
    }

    private func comparison(withSource source: StableHash) -> RevisionComparison {
        guard let sourceHash else { return .unchecked(.sourceIsNotKnown) }
        return sourceHash == source ? .unchanged : .edited
    }

    private func comparison(
        withValues values: StableHash, on database: any DatabaseModule, op: Operations
    ) -> RevisionComparison {
        let operations: [any MigrationOperation]
        do {
            operations = try self.operations(.upgrade, op)
        } catch let error as RevisionCodeError {
            return .unchecked(.threw(error.explanation))
        } catch {
            // Only uncompiled Swift sources have no operations for an upgrade.
            return .unchecked(.isNotCompiledIn)
        }
        let content = ComparableContent(of: operations, reader: database.scriptReader)
        return StableHash(of: content.text) == values ? .unchanged : .edited
    }

    /// Returns the checksum of the revision as it is now.
    /// - Returns: `nil` if the content cannot be compared, or the revision is not in this executable.
    /// - Throws: ``RevisionCodeError``.
    func checksum(on database: any DatabaseModule, op: Operations) throws(RevisionCodeError) -> RevisionChecksum? {
        let op = op.unasked
        let operations: [any MigrationOperation]
        do {
            operations = try self.operations(.upgrade, op)
        } catch let error as RevisionCodeError {
            throw error
        } catch {
            return nil
        }
        return RevisionChecksum(
            of: operations, madeWith: op, source: sourceHash, written: writtenHash, reader: database.scriptReader)
    }

    /// The hash of the SQL as written; `nil` if the SQL does not determine everything, because the definition of a view
    /// may be in a file (`AS FILE`), and for revisions in Swift.
    var writtenHash: StableHash? {
        guard case .sql(let file) = source, !file.upgrade.mentionsFile else { return nil }
        return StableHash(ofBytes: file.upgrade)
    }
}

extension SourceSlice {
    /// Whether it contains the word FILE, in any case.
    fileprivate var mentionsFile: Bool {
        let word = Array("file".utf8)
        let range = utf8Range
        let found = source.text.utf8.withContiguousStorageIfAvailable { bytes in
            guard range.count >= word.count else { return false }
            return (range.lowerBound...range.upperBound - word.count).contains { start in
                word.indices.allSatisfy { bytes[start + $0] | 0x20 == word[$0] }
            }
        }
        return found ?? true
    }
}
