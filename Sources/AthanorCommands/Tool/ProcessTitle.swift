internal import Athanor
internal import Foundation

/// The arguments of this process as others on the machine see them, for example with `ps`.
///
/// `CommandLine.arguments` keeps the original texts if it was read before.
enum ProcessTitle {
    /// Overwrites possible passwords with `*`. Between the start of the process and this call, they are visible.
    static func hidePasswords() {
        #if canImport(Darwin)
            for place in 0..<Int(CommandLine.argc) {
                guard let argument = _NSGetArgv().pointee?[place] else { continue }
                hidePasswords(in: UnsafeMutableRawBufferPointer(start: argument, count: strlen(argument)))
            }
        #elseif os(Linux)
            guard let region = region() else { return }
            hidePasswords(in: region)
        #endif
    }

    /// Overwrites passwords in consecutive arguments, each followed by a NUL.
    static func hidePasswords(in region: UnsafeMutableRawBufferPointer) {
        let bytes = Array(region)
        var isDatabase = false
        for argument in bytes.split(separator: 0) {
            var places = SourceText.placesOfPasswords(in: argument)
            if isDatabase || argument.starts(with: "--database=".utf8) {
                places += SourceText.placesOfOtherURLs(in: argument)
            }
            for place in places { region[place] = UInt8(ascii: "*") }
            isDatabase = argument.elementsEqual("--database".utf8)
        }
    }

    #if os(Linux)
        /// The kernel's memory of the arguments; `nil` if it cannot be found for certain. Swift only gives a copy.
        ///
        /// Source: proc(5), `/proc/pid/stat`: `arg_start` and `arg_end` are the fields 48 and 49; the name of the
        /// program, in parentheses, is field 2, and may hold anything.
        private static func region() -> UnsafeMutableRawBufferPointer? {
            guard let status = FileManager.default.contents(atPath: "/proc/self/stat"),
                let shown = FileManager.default.contents(atPath: "/proc/self/cmdline"),
                let name = status.lastIndex(of: UInt8(ascii: ")"))
            else { return nil }
            let fields = status[name...].split(separator: UInt8(ascii: " ")).dropFirst()
                .map { UInt(String(decoding: $0, as: UTF8.self)) }
            guard fields.count > 46, let start = fields[45], let end = fields[46], start < end,
                Int(end - start) == shown.count,
                let address = UnsafeMutableRawPointer(bitPattern: start)
            else { return nil }
            let region = UnsafeMutableRawBufferPointer(start: address, count: shown.count)
            return region.elementsEqual(shown) ? region : nil
        }
    #endif
}
