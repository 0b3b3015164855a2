"""Do reads give what they promise?"""
