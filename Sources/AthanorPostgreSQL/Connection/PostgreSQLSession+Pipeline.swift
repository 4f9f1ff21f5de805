internal import Athanor
internal import CLibPQ

extension PostgreSQLSession {
    /// Runs statements in order, with one round trip for each transaction, and stops at the first failure.
    ///
    /// Between two synchronisation points the server runs statements outside BEGIN … COMMIT as one transaction. The
    /// caller did not request that, so such a statement is always the last before a synchronisation point.
    func run(_ batch: [SQLStatement]) throws(PipelineFailure) -> [StatementResult] {
        var results: [StatementResult] = []
        results.reserveCapacity(batch.count)
        var start = batch.startIndex
        while start < batch.endIndex {
            let isInBlock = isInTransaction
            var isInTransaction = isInBlock
            var end = start
            while end < batch.endIndex {
                let command = TransactionCommand(batch[end])
                if command == .begin { isInTransaction = true }
                end += 1
                if !isInTransaction { break }
                if command == .end { isInTransaction = false }
            }
            if end - start == 1 {
                do throws(DatabaseFailure) {
                    results.append(try execute(batch[start]))
                } catch {
                    throw PipelineFailure(index: start, error: error)
                }
            } else {
                try runPipeline(batch[start..<end], isInBlock: isInBlock, appendingTo: &results)
            }
            start = end
        }
        return results
    }

    /// Sends statements without waiting for answers in between, then reads the answers.
    ///
    /// After a failure the server skips the rest. The answers are read to their end, so that the connection remains
    /// usable.
    /// - Parameter isInBlock: whether a transaction block is open at the start.
    func runPipeline(
        _ statements: ArraySlice<SQLStatement>, isInBlock: Bool, appendingTo results: inout [StatementResult]
    ) throws(PipelineFailure) {
        let first = statements.startIndex
        let connection: OpaquePointer
        do throws(DatabaseFailure) {
            connection = try openConnection(for: statements.first)
        } catch {
            throw PipelineFailure(index: first, error: error)
        }
        var failure: PipelineFailure?
        var failedAssertion: PipelineFailure?
        guard PQenterPipelineMode(connection) == 1 else {
            throw lost(connection, at: first, in: statements)
        }
        let pieces = PipelinePiece.pieces(
            of: statements, isInBlock: isInBlock, pinning: pinned, asserting: ReadingSettings.assertion(after:))
        var sent = 0
        for piece in pieces {
            do throws(DatabaseFailure) {
                try Self.refuseNUL(in: piece.statement)
            } catch {
                failure = PipelineFailure(index: piece.index, error: error)
                break
            }
            guard send(piece.statement, on: connection) else { break }
            sent += 1
        }
        guard PQpipelineSync(connection) == 1 else { throw lost(connection, at: first, in: statements) }
        for piece in pieces.prefix(sent) {
            switch answer(to: statements[piece.index], on: connection) {
            case .result(let result): if piece.kind == .asked { results.append(result) }
            case .failure(let error):
                failure = PipelineFailure(index: piece.index, error: error)
                if piece.kind == .assertion { failedAssertion = failure }
            case .skipped: continue
            case nil: throw failure ?? lost(connection, at: piece.index, in: statements)
            }
        }
        let next = sent < pieces.count ? pieces[sent].index : statements.endIndex
        guard leavePipeline(connection) else { throw failure ?? lost(connection, at: next, in: statements) }
        if let failed = failedAssertion,
            let error = ReadingSettings.change(by: statements[failed.index], asserted: failed.error, on: connection)
        {
            throw PipelineFailure(
                index: failed.index,
                error: error.naming(PipelinePiece.candidates(before: failed.index, in: pieces), of: statements))
        }
        // The server has now reported the settings.
        if failure == nil, let last = pieces.last?.index,
            let error = ReadingSettings.change(by: statements[last], on: connection)
        {
            throw PipelineFailure(
                index: last, error: error.naming(PipelinePiece.candidates(before: last, in: pieces), of: statements))
        }
        if let failure { throw failure }
        if sent < pieces.count { throw lost(connection, at: next, in: statements) }
    }

    private enum Answer {
        case result(StatementResult)
        case failure(DatabaseFailure)
        /// The server did not run the statement, because an earlier one failed.
        case skipped
    }

    /// The answer to one statement; `nil` when the session is gone.
    private func answer(to statement: SQLStatement, on connection: OpaquePointer) -> Answer? {
        var answer: Answer?
        while let result = nextResult(on: connection) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                if answer == nil { answer = .result(ResultReader(result).statementResult()) }
            case PGRES_PIPELINE_ABORTED:
                answer = .skipped
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                // COPY cannot be ended within a pipeline. The script reader refuses it, so this SQL was generated
                // elsewhere. Ending the session rolls it back.
                close()
                return .failure(
                    DatabaseFailure(
                        kind: .connectionLost, message: "COPY to or from the client cannot be part of a revision",
                        statement: statement, advice: "Write INSERT statements, or COPY a file that is on the server."))
            default:
                if case .failure? = answer { break }
                answer = .failure(ServerError.error(in: result, on: connection, statement: statement))
            }
            if PQstatus(connection) != CONNECTION_OK { return answer }
        }
        return answer
    }

    /// Reads the synchronisation point and leaves pipeline mode.
    private func leavePipeline(_ connection: OpaquePointer) -> Bool {
        guard self.connection != nil else { return false }
        guard let result = nextResult(on: connection) else { return false }
        let isSynchronised = PQresultStatus(result) == PGRES_PIPELINE_SYNC
        PQclear(result)
        return isSynchronised && PQexitPipelineMode(connection) == 1
    }

    /// The failure of a session that has ended, or whose position in the protocol is lost. The session is not used
    /// again.
    private func lost(_ connection: OpaquePointer, at index: Int, in statements: ArraySlice<SQLStatement>)
        -> PipelineFailure
    {
        let statement = statements.indices.contains(index) ? statements[index] : statements.last
        let error = ServerError.connectionLost(self.connection == nil ? nil : connection, statement: statement)
        close()
        return PipelineFailure(index: min(index, statements.endIndex - 1), error: error)
    }
}

extension DatabaseFailure {
    /// The same error, with the addition that earlier statements may be the cause: one assertion may check several
    /// statements that may run hidden code.
    fileprivate func naming(_ earlier: [Int], of statements: ArraySlice<SQLStatement>) -> DatabaseFailure {
        guard let first = earlier.first, let place = statements[first].place(atPosition: nil) else { return self }
        var error = self
        error.message +=
            "; the cause is this statement, or one of the \(earlier.count) before it from "
            + "\(place.source.path):\(place.line):\(place.column) on"
        return error
    }
}

/// The failure of one statement of a batch.
struct PipelineFailure: Error {
    /// The failing statement's place in the batch, counted from 0.
    let index: Int
    let error: DatabaseFailure

    /// The failure as callers of the connection see it.
    var inBatch: DatabaseFailure { error.inBatch(at: index) }
}
