/// Values of accounts and of the registry.
extension MeaningTable {
  static let messagesOfAccounts = """
    1792 = value changed but not shown
    1793 = value not set
    1794 = never
    1795 = enabled
    1796 = disabled
    1797 = all
    1798 = none
    1872 = REG_NONE
    1873 = REG_SZ
    1874 = REG_EXPAND_SZ
    1875 = REG_BINARY
    1876 = REG_DWORD
    1877 = REG_DWORD_BIG_ENDIAN
    1878 = REG_LINK
    1879 = REG_MULTI_SZ
    1880 = REG_RESOURCE_LIST
    1881 = REG_FULL_RESOURCE_DESCRIPTOR
    1882 = REG_RESOURCE_REQUIREMENTS_LIST
    1883 = REG_QWORD
    1904 = new registry value created
    1905 = existing registry value modified
    1906 = registry value deleted
    14672 = binary value
    14673 = NULL
    14674 = value added
    14675 = value deleted
    14676 = Active Directory Domain Services
    14677 = Active Directory Lightweight Directory Services
    14678 = yes
    14679 = no
    14680 = value added with expiration time
    14681 = value deleted with expiration time
    14688 = value deleted by its expiration time
    """
}
