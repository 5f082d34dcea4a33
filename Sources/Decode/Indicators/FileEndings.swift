/// Endings of files, as far as a name with one is no host.
enum FileEndings {
  private static let files: Set<[UInt8]> = Set(
    """
    exe dll sys drv ocx cpl scr efi msi msp msu mst appx msix cab bat cmd ps1 psm1 psd1 ps1xml vbs vbe js jse wsf wsh \
    sct hta chm jar war class dex apk ipa pkg dmg deb rpm elf ko so bin dat dmp img iso vhd vhdx vmdk ova py pyc pyw \
    sh pl rb php php3 php5 phtml asp aspx ashx asmx jsp jspx cgi cfm lua tcl rs md zip rar 7z gz tgz bz2 xz zst tar \
    lz lzma arj ace doc docx docm dot dotm dotx xls xlsx xlsm xlsb xlt xll ppt pptx pptm pps ppsx rtf pdf odt ods odp \
    one onepkg csv tsv txt log xml json yml yaml ini cfg conf inf reg lnk url htm html xhtml mht mhtml svg css jpg \
    jpeg png gif bmp ico tif tiff webp mp3 mp4 avi mkv mov wav wmv db sqlite sqlite3 mdb accdb sql bak tmp temp old \
    swp key pem crt cer der pfx p12 kdbx kirbi ccache evtx evt etl pcap pcapng eml msg pst ost ttf otf woff cs cpp \
    hpp java kt swift go vb vbp ts tsx jsx vue sln csproj vbproj ps mm man app cc gz prof pub host pm properties inc \
    plist service timer socket desktop lock pid mof mui nls manifest config resx cat pdb map lib obj dylib pf hve
    """.split(separator: " ").map { Array($0.utf8) })

  /// Of these, endings that are top-level domains too and in which hosts are more common than files.
  private static let alsoHosts: Set<[UInt8]> = Set(
    ["cat", "map", "one", "go", "java"].map { Array($0.utf8) })

  /// Programs of DOS and Windows that end in `.com`.
  private static let programs: Set<[UInt8]> = Set(
    """
    more chcp command tree format mode diskcomp diskcopy edit graftabl graphics kb16 loadfix win sys keyb assign \
    doskey xcopy debug edlin print share append subst attrib backup restore recover ntdetect msdos ibmbio ibmdos
    """.split(separator: " ").map { Array($0.utf8) })

  /// Whether names with this ending (small letters) are files.
  static func isFile(_ ending: [UInt8]) -> Bool {
    ending.count <= 10 && files.contains(ending) && !alsoHosts.contains(ending)
  }

  /// Whether a name before `.com` is a program's.
  static func isProgram(_ name: ArraySlice<UInt8>, _ ending: [UInt8]) -> Bool {
    ending == Array("com".utf8) && programs.contains(name.folded)
  }
}
