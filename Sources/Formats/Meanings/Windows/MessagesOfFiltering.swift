/// The Windows Filtering Platform: directions and layers of a connection, filters.
extension MeaningTable {
  static let messagesOfFiltering = """
    14592 = inbound
    14593 = outbound
    14594 = forward
    14595 = bidirectional
    14596 = IP packet
    14597 = transport
    14598 = forward
    14599 = stream
    14600 = datagram data
    14601 = ICMP error
    14602 = MAC 802.3
    14603 = MAC native
    14604 = vSwitch
    14608 = resource assignment
    14609 = listen
    14610 = receive/accept
    14611 = connect
    14612 = flow established
    14614 = resource release
    14615 = endpoint closure
    14616 = connect redirect
    14617 = bind redirect
    14624 = stream packet
    14640 = ICMP echo request
    14641 = vSwitch ingress
    14642 = vSwitch egress
    16384 = add
    16385 = delete
    16386 = boot-time
    16387 = persistent
    16388 = not persistent
    16389 = block
    16390 = permit
    16391 = callout
    """
}
