import AssayCLI
import Glibc

exit(await Assay.main())
