"""The portal's pages about interviews."""
