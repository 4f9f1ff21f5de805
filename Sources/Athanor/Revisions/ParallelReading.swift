import Dispatch
internal import Synchronization

/// Reads many files on all processors.
enum ParallelReading {
    /// Fewer files are read faster on one thread, because starting threads takes longer.
    private static let fewestFiles = 200

    /// The results of reading each file, in the order of the files.
    /// - Throws: the error of the first file, in that order.
    static func results<Value: Sendable, Failure: Error>(
        of files: [String], read: @Sendable (String) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        guard files.count >= fewestFiles else { return try section(files[...], read).get() }
        let sectionLength = max(fewestFiles / 4, files.count / 32)
        let sectionCount = (files.count + sectionLength - 1) / sectionLength
        let finished = Mutex<[Int: Result<[Value], Failure>]>([:])
        DispatchQueue.concurrentPerform(iterations: sectionCount) { number in
            let start = number * sectionLength
            let result = section(files[start..<min(start + sectionLength, files.count)], read)
            finished.withLock { $0[number] = result }
        }
        let sections = finished.withLock { $0 }
        var values: [Value] = []
        values.reserveCapacity(files.count)
        for number in 0..<sectionCount {
            if let section = sections[number] { values += try section.get() }
        }
        return values
    }

    private static func section<Value, Failure: Error>(
        _ files: ArraySlice<String>, _ read: (String) throws(Failure) -> Value
    ) -> Result<[Value], Failure> {
        Result { () throws(Failure) in
            var values: [Value] = []
            values.reserveCapacity(files.count)
            for file in files { values.append(try read(file)) }
            return values
        }
    }
}
